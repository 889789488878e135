// faute   : les espaces autour du `=` sont exigés
// étape   : 1
// message : coupe chaque ligne à son `=`
// test    : etape1::un_fichier_correct_donne_sa_configuration
use anyhow::Context;
use std::io;
use std::num::ParseIntError;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::ExitCode;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinError, JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};

#[derive(Debug, thiserror::Error)]
enum ErreurConfig {
    #[error("lecture de {} impossible", chemin.display())]
    Lecture { chemin: PathBuf, source: io::Error },
    #[error("ligne {ligne} : « {texte} » n'est pas de la forme « cle = valeur »")]
    Syntaxe { ligne: usize, texte: String },
    #[error("le port « {valeur} » n'est pas un nombre de 0 à 65535")]
    Port {
        valeur: String,
        source: ParseIntError,
    },
    #[error("la clé « {0} » manque")]
    CleManquante(&'static str),
}

#[derive(Debug, PartialEq, Eq)]
struct Config {
    hote: String,
    port: u16,
}

async fn charger_config(chemin: &Path) -> Result<Config, ErreurConfig> {
    let contenu = tokio::fs::read_to_string(chemin).await;
    let contenu = contenu.map_err(|source| ErreurConfig::Lecture {
        chemin: chemin.to_owned(),
        source,
    })?;

    let (mut hote, mut port) = (None, None);
    for (numero, ligne) in (1..).zip(contenu.lines().map(str::trim)) {
        if ligne.is_empty() || ligne.starts_with('#') {
            continue;
        }
        let Some((cle, valeur)) = ligne.split_once(" = ") else {
            return Err(ErreurConfig::Syntaxe {
                ligne: numero,
                texte: ligne.to_owned(),
            });
        };
        let valeur = valeur.trim();
        match cle.trim() {
            "hote" => hote = Some(valeur.to_owned()),
            "port" => port = Some(lire_port(valeur)?),
            _ => {}
        }
    }
    Ok(Config {
        hote: hote.ok_or(ErreurConfig::CleManquante("hote"))?,
        port: port.ok_or(ErreurConfig::CleManquante("port"))?,
    })
}

fn lire_port(valeur: &str) -> Result<u16, ErreurConfig> {
    valeur.parse().map_err(|source| ErreurConfig::Port {
        valeur: valeur.to_owned(),
        source,
    })
}

async fn preparer(chemin: &Path) -> anyhow::Result<Config> {
    charger_config(chemin)
        .await
        .with_context(|| format!("préparation avec {}", chemin.display()))
}

#[derive(Debug, thiserror::Error)]
enum ErreurTache {
    #[error("la tâche a paniqué : {0}")]
    Panique(String),
    #[error("la tâche a été annulée")]
    Annulee,
    #[error("la tâche a échoué")]
    Echec(#[source] anyhow::Error),
}

async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    match tache.await {
        Ok(issue) => issue.map_err(ErreurTache::Echec),
        Err(erreur) => Err(match erreur.try_into_panic() {
            Ok(charge) => ErreurTache::Panique(texte_de(&*charge)),
            Err(_) => ErreurTache::Annulee,
        }),
    }
}

fn texte_de(charge: &(dyn std::any::Any + Send)) -> String {
    if let Some(texte) = charge.downcast_ref::<&str>() {
        (*texte).to_owned()
    } else if let Some(texte) = charge.downcast_ref::<String>() {
        texte.clone()
    } else {
        "panique sans texte".to_owned()
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
    #[error("la requête n'est pas arrivée à temps")]
    Delai,
    #[error("la tête de la requête est trop grande")]
    TropGrande,
    #[error("ce n'est pas une requête HTTP/1.x")]
    Invalide,
    #[error("le client est parti avant la fin de sa requête")]
    Deconnexion,
    #[error("la lecture a échoué")]
    Io(#[from] io::Error),
}

async fn lire_requete<R: AsyncRead + Unpin>(
    flux: R,
    limites: &Limites,
) -> Result<Requete, ErreurRequete> {
    let tete = timeout(limites.delai, lire_tete(flux, limites.taille_max))
        .await
        .map_err(|_| ErreurRequete::Delai)??;
    analyser(&tete).ok_or(ErreurRequete::Invalide)
}

async fn lire_tete<R: AsyncRead + Unpin>(
    flux: R,
    taille_max: usize,
) -> Result<Vec<u8>, ErreurRequete> {
    let mut flux = BufReader::new(flux).take(taille_max as u64);
    let mut tete = Vec::new();
    while !tete.ends_with(b"\r\n\r\n") {
        if flux.read_until(b'\n', &mut tete).await? == 0 {
            return Err(match flux.limit() {
                0 => ErreurRequete::TropGrande,
                _ => ErreurRequete::Deconnexion,
            });
        }
    }
    Ok(tete)
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

async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> anyhow::Result<u64> {
    let places = limites.connexions_max.max(1);
    let mut arret = pin!(arret);
    let mut clients = JoinSet::new();
    let mut servies = 0;
    loop {
        tokio::select! {
            () = &mut arret => break,
            Some(issue) = clients.join_next() => servies += bilan(issue),
            flux = accepter(&ecoute), if clients.len() < places => {
                clients.spawn(traiter(flux, limites.clone()));
            }
        }
    }
    drop(ecoute);
    while let Some(issue) = clients.join_next().await {
        servies += bilan(issue);
    }
    Ok(servies)
}

async fn accepter(ecoute: &TcpListener) -> TcpStream {
    let mut recul = Duration::from_millis(10);
    loop {
        match ecoute.accept().await {
            Ok((flux, _)) => return flux,
            Err(erreur) => eprintln!("accept : {erreur} ; nouvel essai dans {recul:?}"),
        }
        sleep(recul).await;
        recul = (recul * 2).min(Duration::from_secs(1));
    }
}

fn bilan(issue: Result<io::Result<bool>, JoinError>) -> u64 {
    match issue {
        Ok(Ok(servie)) => u64::from(servie),
        Ok(Err(erreur)) => {
            eprintln!("client perdu : {erreur}");
            0
        }
        Err(erreur) => {
            eprintln!("client abandonné : {erreur}");
            0
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
    let corps = format!("{statut}\n");
    let reponse = format!(
        "HTTP/1.1 {statut}\r\nAllow: GET\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{corps}",
        corps.len(), // en octets
    );
    timeout(limites.delai, flux.write_all(reponse.as_bytes())).await??;

    let fermeture = async {
        flux.shutdown().await?;
        tokio::io::copy(&mut flux, &mut tokio::io::sink()).await
    };
    let _ = timeout(limites.delai, fermeture).await;
    Ok(statut == "200 OK")
}

fn main() {}
