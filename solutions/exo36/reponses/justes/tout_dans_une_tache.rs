// Aucune tâche : le serveur interroge lui-même ses connexions. Une échéance par `select!`, un octet à la fois.
use anyhow::{Ok, Result};
use std::io;
use std::num::ParseIntError;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::result::Result::Ok as Bien;
use std::task::Poll;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
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

async fn charger_config(chemin: &Path) -> std::result::Result<Config, ErreurConfig> {
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
    Bien(Config { hote, port })
}

async fn preparer(chemin: &Path) -> Result<Config> {
    charger_config(chemin).await.map_err(|erreur| {
        anyhow::Error::new(erreur).context(format!("préparation avec {}", chemin.display()))
    })
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

async fn surveiller<T>(tache: JoinHandle<Result<T>>) -> Result<T, ErreurTache> {
    let issue = tache
        .await
        .map_err(|erreur| match erreur.try_into_panic() {
            Bien(charge) => ErreurTache::Panique(match charge.downcast::<String>() {
                Bien(texte) => *texte,
                Err(charge) => charge
                    .downcast_ref::<&'static str>()
                    .unwrap_or(&"?")
                    .to_string(),
            }),
            Err(_) => ErreurTache::Annulee,
        })?;
    issue.map_err(ErreurTache::Echec)
}

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut pause = base;
    let mut reste = essais.saturating_sub(1);
    loop {
        let erreur = match operation().await {
            Bien(valeur) => break Bien(valeur),
            Err(erreur) => erreur,
        };
        if reste == 0 {
            break Err(erreur);
        }
        drop(erreur);
        reste -= 1;
        sleep(pause.min(plafond)).await;
        pause = pause.saturating_mul(2);
    }
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
    let mut lecture = pin!(lire_tete(flux, limites.taille_max));
    let tete = tokio::select! {
        biased;
        tete = &mut lecture => tete?,
        () = sleep(limites.delai) => return Err(ErreurRequete::Delai),
    };
    analyser(&tete).ok_or(ErreurRequete::Invalide)
}

async fn lire_tete<R: AsyncRead + Unpin>(
    mut flux: R,
    max: usize,
) -> Result<Vec<u8>, ErreurRequete> {
    let mut tete = Vec::new();
    while !tete.ends_with(b"\r\n\r\n") {
        if tete.len() >= max {
            return Err(ErreurRequete::TropGrande);
        }
        match flux.read_u8().await {
            Bien(octet) => tete.push(octet),
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => {
                return Err(ErreurRequete::Deconnexion);
            }
            Err(e) => return Err(e.into()),
        }
    }
    Bien(tete)
}

async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> Result<u64> {
    let places = limites.connexions_max.max(1);
    let mut arret = pin!(arret);
    let mut ecoute = Some(ecoute);
    let mut recul: Option<std::pin::Pin<Box<tokio::time::Sleep>>> = None;
    let mut clients: Vec<std::pin::Pin<Box<dyn Future<Output = io::Result<bool>>>>> = Vec::new();
    let mut total = 0;
    std::future::poll_fn(|cx| {
        if ecoute.is_some() && arret.as_mut().poll(cx).is_ready() {
            ecoute = None;
        }
        loop {
            clients.retain_mut(|client| match client.as_mut().poll(cx) {
                Poll::Pending => true,
                Poll::Ready(issue) => {
                    total += u64::from(issue.unwrap_or(false));
                    false
                }
            });
            let Some(ecoute) = &ecoute else { break };
            if clients.len() >= places {
                break;
            }
            if let Some(attente) = &mut recul {
                if attente.as_mut().poll(cx).is_pending() {
                    break;
                }
                recul = None;
            }
            match ecoute.poll_accept(cx) {
                Poll::Pending => break,
                Poll::Ready(Bien((flux, _))) => {
                    clients.push(Box::pin(traiter(flux, limites.clone())))
                }
                Poll::Ready(Err(_)) => recul = Some(Box::pin(sleep(Duration::from_millis(5)))),
            }
        }
        if ecoute.is_none() && clients.is_empty() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    Ok(total)
}

async fn traiter(mut flux: TcpStream, limites: Limites) -> io::Result<bool> {
    let statut = match lire_requete(&mut flux, &limites).await {
        Bien(requete) if requete.methode == "GET" => "200 OK",
        Bien(_) => "405 Method Not Allowed",
        Err(ErreurRequete::Invalide) => "400 Bad Request",
        Err(ErreurRequete::Delai) => "408 Request Timeout",
        Err(ErreurRequete::TropGrande) => "431 Request Header Fields Too Large",
        Err(ErreurRequete::Deconnexion) => return Bien(false),
        Err(ErreurRequete::Io(erreur)) => return Err(erreur),
    };
    flux.write_all(reponse(statut).as_bytes()).await?;
    fermer(&mut flux, limites.delai).await;
    Bien(statut == "200 OK")
}

fn reponse(statut: &str) -> String {
    let n = statut.len();
    format!("HTTP/1.1 {statut}\r\nContent-Length: {n}\r\nConnection: close\r\n\r\n{statut}")
}

async fn fermer(flux: &mut TcpStream, delai: Duration) {
    let _ = timeout(delai, async {
        flux.shutdown().await?;
        tokio::io::copy(flux, &mut tokio::io::sink()).await
    })
    .await;
}

fn main() {}
