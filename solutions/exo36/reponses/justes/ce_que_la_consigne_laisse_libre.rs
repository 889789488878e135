// Ce que la consigne laisse libre : toute la tête en UTF-8, un 400 à qui part trop tôt, un `drop` de la moitié qui écrit, la casse des en-têtes.
use anyhow::Context;
use std::io;
use std::num::ParseIntError;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};

#[derive(Debug, thiserror::Error)]
enum ErreurConfig {
    #[error("lecture de {} impossible", chemin.display())]
    Lecture { chemin: PathBuf, source: io::Error },
    #[error("ligne {ligne} : {texte}")]
    Syntaxe { ligne: usize, texte: String },
    #[error("port incorrect : {valeur}")]
    Port {
        valeur: String,
        source: ParseIntError,
    },
    #[error("clé absente : {0}")]
    CleManquante(&'static str),
}

#[derive(Debug, PartialEq, Eq)]
struct Config {
    hote: String,
    port: u16,
}

async fn charger_config(chemin: &Path) -> Result<Config, ErreurConfig> {
    let lu = tokio::fs::read_to_string(chemin).await;
    let lu = lu.map_err(|source| ErreurConfig::Lecture {
        chemin: chemin.into(),
        source,
    })?;
    let (mut hote, mut port) = (None, None);
    for (i, ligne) in lu.lines().enumerate() {
        let ligne = ligne.trim();
        if ligne.is_empty() || ligne.starts_with('#') {
            continue;
        }
        let Some((cle, valeur)) = ligne.split_once('=') else {
            return Err(ErreurConfig::Syntaxe {
                ligne: i + 1,
                texte: ligne.into(),
            });
        };
        let valeur = valeur.trim();
        match cle.trim() {
            "hote" => hote = Some(valeur.to_owned()),
            "port" => {
                let lu = valeur.parse::<u16>();
                port = Some(lu.map_err(|source| ErreurConfig::Port {
                    valeur: valeur.into(),
                    source,
                })?);
            }
            _ => {}
        }
    }
    let hote = hote.ok_or(ErreurConfig::CleManquante("hote"))?;
    let port = port.ok_or(ErreurConfig::CleManquante("port"))?;
    Ok(Config { hote, port })
}

async fn preparer(chemin: &Path) -> anyhow::Result<Config> {
    let config = charger_config(chemin).await;
    config.with_context(|| format!("préparation avec {}", chemin.display()))
}

#[derive(Debug, thiserror::Error)]
enum ErreurTache {
    #[error("panique : {0}")]
    Panique(String),
    #[error("annulée")]
    Annulee,
    #[error("échec")]
    Echec(anyhow::Error),
}

async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    match tache.await {
        Ok(issue) => issue.map_err(ErreurTache::Echec),
        Err(erreur) if erreur.is_panic() => {
            let charge = erreur.into_panic();
            let texte = match charge.downcast_ref::<&str>() {
                Some(texte) => Some(texte.to_string()),
                None => charge.downcast_ref::<String>().cloned(),
            };
            Err(ErreurTache::Panique(texte.unwrap_or_default()))
        }
        Err(_) => Err(ErreurTache::Annulee),
    }
}

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut derniere = None;
    let mut pause = None;
    for _ in 0..essais.max(1) {
        if let Some(pause) = pause {
            let _ = timeout(pause, std::future::pending::<()>()).await;
        }
        pause = match pause {
            None => Some(base.min(plafond)),
            Some(pause) => Some(pause.checked_add(pause).unwrap_or(plafond).min(plafond)),
        };
        match operation().await {
            Ok(valeur) => return Ok(valeur),
            Err(erreur) => derniere = Some(erreur),
        }
    }
    Err(derniere.expect("au moins un essai"))
}

#[derive(Debug, Clone)]
struct Limites {
    taille_max: usize,
    delai: Duration,
    connexions_max: usize,
}

#[derive(Debug, PartialEq, Eq)]
struct Requete {
    methode: String,
    chemin: String,
}

#[derive(Debug, thiserror::Error)]
enum ErreurRequete {
    #[error("délai")]
    Delai,
    #[error("trop grande")]
    TropGrande,
    #[error("invalide")]
    Invalide,
    #[error("déconnexion")]
    Deconnexion,
    #[error("lecture")]
    Io(#[from] io::Error),
}

fn analyser(tete: &[u8]) -> Option<Requete> {
    let fin = tete.windows(2).position(|deux| deux == b"\r\n")?;
    let ligne = std::str::from_utf8(&tete[..fin]).ok()?;
    let [methode, chemin, version] = ligne.split(' ').collect::<Vec<_>>()[..] else {
        return None;
    };
    let mineure = version.strip_prefix("HTTP/1.")?;
    let correcte = !methode.is_empty()
        && methode.bytes().all(|octet| octet.is_ascii_uppercase())
        && chemin.starts_with('/')
        && matches!(mineure.as_bytes(), [b'0'..=b'9']);
    correcte.then(|| Requete {
        methode: methode.to_owned(),
        chemin: chemin.to_owned(),
    })
}

async fn lire_requete<R: AsyncRead + Unpin>(
    flux: R,
    limites: &Limites,
) -> Result<Requete, ErreurRequete> {
    let lecture = lire_tete(flux, limites.taille_max);
    let tete = timeout(limites.delai, lecture)
        .await
        .map_err(|_| ErreurRequete::Delai)??;
    if std::str::from_utf8(&tete).is_err() {
        return Err(ErreurRequete::Invalide);
    }
    analyser(&tete).ok_or(ErreurRequete::Invalide)
}

async fn lire_tete<R: AsyncRead + Unpin>(flux: R, max: usize) -> Result<Vec<u8>, ErreurRequete> {
    let mut flux = BufReader::new(flux).take(max as u64);
    let mut tete = Vec::new();
    while !tete.ends_with(b"\r\n\r\n") {
        if flux.read_until(b'\n', &mut tete).await? == 0 {
            let pleine = flux.limit() == 0;
            return Err(if pleine {
                ErreurRequete::TropGrande
            } else {
                ErreurRequete::Deconnexion
            });
        }
    }
    Ok(tete)
}

async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> anyhow::Result<u64> {
    let places = limites.connexions_max.max(1);
    let mut arret = pin!(arret);
    let mut clients = JoinSet::new();
    let mut total = 0;
    loop {
        tokio::select! {
            () = &mut arret => break,
            issue = clients.join_next(), if !clients.is_empty() => {
                total += u64::from(matches!(issue, Some(Ok(Ok(true)))));
            }
            flux = accepter(&ecoute), if clients.len() < places => {
                clients.spawn(traiter(flux, limites.clone()));
            }
        }
    }
    drop(ecoute);
    while let Some(issue) = clients.join_next().await {
        total += u64::from(matches!(issue, Ok(Ok(true))));
    }
    Ok(total)
}

async fn accepter(ecoute: &TcpListener) -> TcpStream {
    loop {
        match ecoute.accept().await {
            Ok((flux, _)) => return flux,
            Err(_) => sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn traiter(mut flux: TcpStream, limites: Limites) -> io::Result<bool> {
    let statut = match lire_requete(&mut flux, &limites).await {
        Ok(requete) if requete.methode == "GET" => "200 OK",
        Ok(_) => "405 Method Not Allowed",
        Err(ErreurRequete::Invalide) => "400 Bad Request",
        Err(ErreurRequete::Delai) => "408 Request Timeout",
        Err(ErreurRequete::TropGrande) => "431 Request Header Fields Too Large",
        Err(ErreurRequete::Deconnexion) => "400 Bad Request",
        Err(ErreurRequete::Io(erreur)) => return Err(erreur),
    };
    flux.write_all(reponse(statut).as_bytes()).await?;
    fermer(flux, limites.delai).await;
    Ok(statut == "200 OK")
}

fn reponse(statut: &str) -> String {
    let n = statut.len();
    format!("HTTP/1.1 {statut}\r\ncontent-length: {n}\r\nCONNECTION: Close\r\n\r\n{statut}")
}

async fn fermer(flux: TcpStream, delai: Duration) {
    let borne = delai.min(Duration::from_secs(1));
    // Lâcher la moitié qui écrit l'annonce finie, comme `shutdown`.
    let (mut lecture, ecriture) = flux.into_split();
    drop(ecriture);
    let _ = timeout(borne, tokio::io::copy(&mut lecture, &mut tokio::io::sink())).await;
}

fn main() {}
