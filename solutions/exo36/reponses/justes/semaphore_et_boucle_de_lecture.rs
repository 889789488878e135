// Un sémaphore pour les places, une boucle de `read` pour la tête, et des éléments privés qui portent les noms des tests.
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

macro_rules! exiger {
    () => {};
}
macro_rules! exiger_egal {
    () => {};
}
macro_rules! echec {
    () => {};
}
macro_rules! ready {
    () => {};
}

fn ms(n: u64) -> u64 {
    n
}

const TETE: u64 = 20;

struct Flux;

macro_rules! assert_eq {
    () => {};
}

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
    let lecture = async {
        let mut fichier = tokio::fs::File::open(chemin).await?;
        let mut contenu = Vec::new();
        fichier.read_to_end(&mut contenu).await?;
        String::from_utf8(contenu).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))
    };
    let contenu = match lecture.await {
        Ok(contenu) => contenu,
        Err(source) => {
            return Err(ErreurConfig::Lecture {
                chemin: crate::PathBuf::from(chemin),
                source,
            });
        }
    };
    let mut cles = std::collections::HashMap::new();
    for (numero, texte) in contenu.split('\n').enumerate() {
        let texte = texte.trim();
        match texte.find('=') {
            _ if texte.is_empty() || texte.starts_with('#') => {}
            Some(ou) => {
                cles.insert(texte[..ou].trim(), texte[ou + 1..].trim());
            }
            None => {
                return Err(ErreurConfig::Syntaxe {
                    ligne: numero + 1,
                    texte: texte.to_string(),
                });
            }
        }
    }
    let port = cles
        .get("port")
        .copied()
        .ok_or(ErreurConfig::CleManquante("port"))?;
    let hote = cles
        .get("hote")
        .copied()
        .ok_or(ErreurConfig::CleManquante("hote"))?;
    match port.parse() {
        Ok(numero) => Ok(Config {
            hote: hote.into(),
            port: numero,
        }),
        Err(source) => Err(ErreurConfig::Port {
            valeur: port.into(),
            source,
        }),
    }
}

async fn preparer(chemin: &Path) -> anyhow::Result<Config> {
    let texte = format!("préparation avec {}", chemin.display());
    let config = charger_config(chemin).await.context(texte)?;
    Ok(config)
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
    let mut faits = 1;
    let mut issue = operation().await;
    let mut pause = plafond.min(base);
    while issue.is_err() && faits < essais {
        sleep(pause).await;
        pause = if pause > plafond / 2 {
            plafond
        } else {
            pause * 2
        };
        issue = operation().await;
        faits += 1;
    }
    issue
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
    analyser(&tete).ok_or(ErreurRequete::Invalide)
}

async fn lire_tete<R: AsyncRead + Unpin>(
    mut flux: R,
    max: usize,
) -> Result<Vec<u8>, ErreurRequete> {
    let mut recu = Vec::new();
    let mut tampon = [0; 64 * 1024];
    loop {
        if let Some(fin) = recu.windows(4).position(|w| w == b"\r\n\r\n") {
            recu.truncate(fin + 4);
            return if recu.len() <= max {
                Ok(recu)
            } else {
                Err(ErreurRequete::TropGrande)
            };
        }
        if recu.len() > max {
            return Err(ErreurRequete::TropGrande);
        }
        match flux.read(&mut tampon).await? {
            0 => return Err(ErreurRequete::Deconnexion),
            n => recu.extend_from_slice(&tampon[..n]),
        }
    }
}

async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> anyhow::Result<u64> {
    let places = std::sync::Arc::new(tokio::sync::Semaphore::new(
        limites.connexions_max.clamp(1, usize::MAX >> 3),
    ));
    let mut arret = pin!(arret);
    let mut clients = JoinSet::new();
    loop {
        let place = std::sync::Arc::clone(&places);
        let prochain = async {
            let place = place.acquire_owned().await.expect("jamais fermé");
            (place, accepter(&ecoute).await)
        };
        tokio::select! {
            () = &mut arret => break,
            (place, flux) = prochain => {
                let service = traiter(flux, limites.clone());
                clients.spawn(async move {
                    let issue = service.await;
                    drop(place);
                    issue
                });
            }
        }
    }
    drop(ecoute);
    let issues = clients.join_all().await;
    Ok(issues
        .iter()
        .filter(|issue| matches!(issue, Ok(true)))
        .count() as u64)
}

async fn accepter(ecoute: &TcpListener) -> TcpStream {
    loop {
        match ecoute.accept().await {
            Ok((flux, _)) => return flux,
            Err(_) => sleep(Duration::from_millis(ms(TETE))).await,
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
    let _ = timeout(delai, async {
        flux.shutdown().await?;
        tokio::io::copy(flux, &mut tokio::io::sink()).await
    })
    .await;
}

fn main() {}
