// Un canal dont la fermeture dit que tout est fini, un compteur partagé, une tête lue et jugée ligne à ligne, sans `analyser`.
use anyhow::Context;
use std::io;
use std::num::ParseIntError;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout, timeout_at};

#[derive(Debug, thiserror::Error)]
enum ErreurConfig {
    #[error("{chemin:?} est illisible : {source}")]
    Lecture {
        chemin: PathBuf,
        #[source]
        source: io::Error,
    },
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
    let lu = tokio::task::spawn_blocking({
        let chemin = chemin.to_owned();
        move || std::fs::read_to_string(chemin)
    })
    .await
    .unwrap_or_else(|_| Err(io::Error::other("tâche perdue")));
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
    match charger_config(chemin).await {
        Ok(config) => Ok(config),
        Err(erreur) => Err(erreur)
            .with_context(|| String::from("préparation avec ") + &chemin.to_string_lossy()),
    }
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
        Ok(Ok(valeur)) => Ok(valeur),
        Ok(Err(erreur)) => Err(ErreurTache::Echec(erreur)),
        Err(erreur) if erreur.is_cancelled() => Err(ErreurTache::Annulee),
        Err(erreur) => {
            let charge = erreur.into_panic();
            if charge.is::<&str>() {
                return Err(ErreurTache::Panique(
                    charge.downcast::<&str>().unwrap().to_string(),
                ));
            }
            let texte = charge.downcast::<String>().map(|t| *t);
            Err(ErreurTache::Panique(texte.unwrap_or("inconnue".into())))
        }
    }
}

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let doubler = |pause: &Duration| Some(pause.saturating_mul(2));
    let pauses = std::iter::successors(Some(base), doubler).take(essais.saturating_sub(1) as usize);
    for pause in pauses {
        if let Ok(valeur) = operation().await {
            return Ok(valeur);
        }
        sleep(pause.min(plafond)).await;
    }
    operation().await
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
    let siecle = Duration::from_secs(100 * 365 * 24 * 3600);
    let fin = Instant::now() + limites.delai.min(siecle);
    let mut flux = BufReader::with_capacity(512, flux);
    let mut reste = limites.taille_max;
    let mut requete = None;
    loop {
        let mut ligne = Vec::new();
        while !ligne.ends_with(b"\n") {
            let lu = match timeout_at(fin, flux.fill_buf()).await {
                Ok(lu) => lu?,
                Err(_) => return Err(ErreurRequete::Delai),
            };
            if lu.is_empty() {
                return Err(ErreurRequete::Deconnexion);
            }
            let n = lu
                .iter()
                .position(|o| *o == b'\n')
                .map_or(lu.len(), |i| i + 1);
            if n > reste {
                return Err(ErreurRequete::TropGrande);
            }
            ligne.extend_from_slice(&lu[..n]);
            flux.consume(n);
            reste -= n;
        }
        let texte = ligne
            .strip_suffix(b"\r\n")
            .unwrap_or(&ligne[..ligne.len() - 1]);
        if requete.is_none() {
            requete = Some(requete_de(texte));
        } else if texte.is_empty() {
            return requete.flatten().ok_or(ErreurRequete::Invalide);
        }
    }
}

/// Son propre jugement de la première ligne, au lieu d'`analyser`.
fn requete_de(ligne: &[u8]) -> Option<Requete> {
    let parties: Vec<&[u8]> = ligne.split(|o| *o == b' ').collect();
    match parties[..] {
        [
            [methode @ ..],
            chemin @ [b'/', ..],
            [b'H', b'T', b'T', b'P', b'/', b'1', b'.', b'0'..=b'9'],
        ] if !methode.is_empty() && methode.iter().all(u8::is_ascii_uppercase) => {
            let chemin = String::from_utf8(chemin.to_vec()).ok()?;
            Some(Requete {
                methode: String::from_utf8(methode.to_vec()).ok()?,
                chemin,
            })
        }
        _ => None,
    }
}

async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> anyhow::Result<u64> {
    let places = Arc::new(Semaphore::new(
        limites.connexions_max.clamp(1, Semaphore::MAX_PERMITS),
    ));
    let total = Arc::new(AtomicU64::new(0));
    let limites = Arc::new(limites);
    let (present, mut tous_partis) = mpsc::channel::<()>(1);
    let boucle = async {
        let mut recul = 1;
        loop {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else {
                continue;
            };
            let Ok((flux, _)) = ecoute.accept().await else {
                sleep(Duration::from_millis(recul)).await;
                recul = (recul * 2).min(1000);
                continue;
            };
            recul = 1;
            let (limites, present, total) = (limites.clone(), present.clone(), total.clone());
            tokio::spawn(async move {
                let _present = present;
                let _place = place;
                if traiter(flux, Limites::clone(&limites))
                    .await
                    .unwrap_or(false)
                {
                    total.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    };
    tokio::select! {
        () = arret => {}
        () = boucle => {}
    }
    drop((ecoute, present));
    let _ = tous_partis.recv().await;
    Ok(total.load(Ordering::SeqCst))
}

async fn traiter(mut flux: TcpStream, limites: Limites) -> io::Result<bool> {
    let statut = match lire_requete(&mut flux, &limites).await {
        Ok(requete) if requete.methode == "GET" => "200 OK",
        Ok(_) => "405 Method Not Allowed",
        Err(ErreurRequete::Invalide) => "400 Bad Request",
        Err(ErreurRequete::Delai) => "408 Request Timeout",
        Err(ErreurRequete::TropGrande) => "431 Request Header Fields Too Large",
        Err(ErreurRequete::Deconnexion) => return Ok(false),
        Err(ErreurRequete::Io(erreur)) => return Err(erreur),
    };
    flux.write_all(reponse(statut).as_bytes()).await?;
    fermer(&mut flux, limites.delai).await;
    Ok(statut == "200 OK")
}

fn reponse(statut: &str) -> String {
    let n = statut.len();
    format!("HTTP/1.1 {statut}\r\nContent-Length: {n}\r\nConnection: close\r\n\r\n{statut}")
}

async fn fermer(flux: &mut TcpStream, delai: Duration) {
    let fin = Instant::now() + delai.min(Duration::from_secs(1));
    let (mut lecture, mut ecriture) = flux.split();
    let _ = ecriture.shutdown().await;
    let mut tampon = vec![0; 8192];
    let mut reste = 1024 * 1024;
    while reste > 0 {
        match timeout_at(fin, lecture.read(&mut tampon)).await {
            Ok(Ok(n)) if n > 0 => reste -= n.min(reste),
            _ => break,
        }
    }
}

fn main() {}
