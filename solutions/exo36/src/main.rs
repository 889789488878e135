// Exo 36 · Gestion d'erreurs : la solution.
//
// Les lignes soulignées de ^^^ sont celles qui comptent ; le commentaire dit pourquoi ainsi.

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

/// Étape 1 : ce qui peut empêcher de charger une configuration. Les variantes sont données ; à toi
/// d'écrire leurs messages, et de vérifier que `source()` donne la cause là où il y en a une.
//
// Un message dit ce que cette couche sait, sans répéter sa cause : thiserror fait de tout champ nommé
// `source` la réponse de `source()`, et qui affiche la chaîne (`{:#}`) la lira à sa suite, une seule fois.
#[derive(Debug, thiserror::Error)]
enum ErreurConfig {
    #[error("lecture de {} impossible", chemin.display())]
    //                                  ^^^^^^^^^^^^^^^^ un chemin n'est pas toujours de l'UTF-8.
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

/// Donné : ce que contient un fichier de configuration.
#[derive(Debug, PartialEq, Eq)]
struct Config {
    hote: String,
    port: u16,
}

/// Étape 1 : lit un fichier de lignes `cle = valeur`, où `hote` et `port` sont obligatoires.
async fn charger_config(chemin: &Path) -> Result<Config, ErreurConfig> {
    // `?` seul ne saurait pas convertir : une `io::Error` ignore de quel fichier elle parle. `map_err`
    // ajoute ce que seul l'appelant sait, et garde l'erreur d'origine comme cause.
    let contenu = tokio::fs::read_to_string(chemin).await;
    let contenu = contenu.map_err(|source| ErreurConfig::Lecture {
        chemin: chemin.to_owned(),
        source,
    })?;

    let (mut hote, mut port) = (None, None);
    for (numero, ligne) in (1..).zip(contenu.lines().map(str::trim)) {
        //                 ^^^^ numéroter avant d'écarter les lignes vides et les commentaires.
        if ligne.is_empty() || ligne.starts_with('#') {
            continue;
        }
        let Some((cle, valeur)) = ligne.split_once('=') else {
            //                          ^^^^^^^^^^ au premier `=` : les suivants sont dans la valeur.
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
        //         ^^^^^ d'une absence (`Option`), faire une erreur qui dit ce qui est absent.
        port: port.ok_or(ErreurConfig::CleManquante("port"))?,
    })
}

fn lire_port(valeur: &str) -> Result<u16, ErreurConfig> {
    //                               ^^^ le type visé suffit : `parse` refuse de lui-même 65536.
    valeur.parse().map_err(|source| ErreurConfig::Port {
        valeur: valeur.to_owned(),
        source,
    })
}

/// Étape 2 : la même chose, avec le contexte « préparation avec {chemin} » en cas d'erreur.
async fn preparer(chemin: &Path) -> anyhow::Result<Config> {
    // `with_context` enveloppe l'erreur : la chaîne s'allonge, et `downcast_ref::<ErreurConfig>()` la
    // retrouve dessous. `anyhow!("…{erreur}")` n'en garderait que le texte.
    charger_config(chemin)
        .await
        .with_context(|| format!("préparation avec {}", chemin.display()))
    //  ^^^^^^^^^^^^ la fermeture ne compose le texte que s'il y a une erreur.
}

/// Donné : ce qui peut arriver à une tâche au lieu de rendre une valeur.
#[derive(Debug, thiserror::Error)]
enum ErreurTache {
    #[error("la tâche a paniqué : {0}")]
    Panique(String),
    #[error("la tâche a été annulée")]
    Annulee,
    #[error("la tâche a échoué")]
    Echec(#[source] anyhow::Error),
}

/// Étape 3 : attend une tâche et dit comment elle a fini, sans jamais paniquer.
async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    // Deux `Result` l'un dans l'autre, deux questions : la tâche est-elle allée au bout (Tokio répond),
    // et qu'a-t-elle rendu (elle répond) ? Un seul `?` ne traite que la première.
    match tache.await {
        Ok(issue) => issue.map_err(ErreurTache::Echec),
        Err(erreur) => Err(match erreur.try_into_panic() {
            //                          ^^^^^^^^^^^^^^ `into_panic` paniquerait sur une annulation.
            Ok(charge) => ErreurTache::Panique(texte_de(&*charge)),
            Err(_) => ErreurTache::Annulee,
        }),
    }
}

/// `panic!("fixe")` porte un `&str`, `panic!("{variable}")` un `String`, `panic_any` n'importe quoi.
fn texte_de(charge: &(dyn std::any::Any + Send)) -> String {
    if let Some(texte) = charge.downcast_ref::<&str>() {
        (*texte).to_owned()
    } else if let Some(texte) = charge.downcast_ref::<String>() {
        texte.clone()
    } else {
        "panique sans texte".to_owned()
    }
}

/// Étape 4 : essaie `operation` jusqu'à `essais` fois (0 compte pour 1) ; entre deux essais, une pause de `base`, puis le
/// double de la précédente à chaque fois, sans dépasser `plafond`.
async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut pause = base.min(plafond);
    for _ in 1..essais {
        //   ^ tous les essais sauf le dernier : celui-là n'est suivi d'aucune pause, et son erreur est rendue.
        if let Ok(valeur) = operation().await {
            //              ^^^^^^^^^^^^^^^^^ un nouveau future à chaque essai : un future fini ne repart pas.
            return Ok(valeur);
        }
        sleep(pause).await;
        pause = pause.saturating_mul(2).min(plafond);
        //            ^^^^^^^^^^^^^^ `pause * 2` paniquerait : toute durée est permise.
    }
    operation().await
}

/// Donné : ce que le serveur accorde à un client.
#[derive(Debug, Clone)]
struct Limites {
    /// Taille d'une tête de requête, en octets, ligne vide comprise.
    taille_max: usize,
    /// Temps laissé à un client pour envoyer toute sa tête de requête.
    delai: Duration,
    /// Nombre de connexions servies en même temps.
    connexions_max: usize,
}

/// Donné : ce que le serveur retient d'une requête.
#[derive(Debug, PartialEq, Eq)]
struct Requete {
    methode: String,
    chemin: String,
}

/// Donné : ce qui peut empêcher de lire une requête.
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

/// Donné : la requête que dit la première ligne de cette tête, finie par `\r\n` ; rien si cette ligne n'est pas de la
/// forme `METHODE SP chemin SP HTTP/1.x`.
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

/// Étape 5 : lit une tête de requête HTTP/1.1 jusqu'à sa ligne vide, en bornant la taille et le temps.
async fn lire_requete<R: AsyncRead + Unpin>(
    flux: R,
    limites: &Limites,
) -> Result<Requete, ErreurRequete> {
    // Une seule échéance autour de toute la lecture. Un délai par `read` repartirait à chaque octet reçu,
    // et un client qui en envoie un de temps en temps tiendrait sa place pour toujours.
    let tete = timeout(limites.delai, lire_tete(flux, limites.taille_max))
        .await
        .map_err(|_| ErreurRequete::Delai)??;
    //                                    ^^ le premier pour l'échéance, le second pour la lecture.
    analyser(&tete).ok_or(ErreurRequete::Invalide)
}

async fn lire_tete<R: AsyncRead + Unpin>(
    flux: R,
    taille_max: usize,
) -> Result<Vec<u8>, ErreurRequete> {
    let mut flux = BufReader::new(flux).take(taille_max as u64);
    //                                  ^^^^ `read_until` seul garderait tout ce qu'un client veut envoyer.
    let mut tete = Vec::new();
    while !tete.ends_with(b"\r\n\r\n") {
        if flux.read_until(b'\n', &mut tete).await? == 0 {
            // Plus rien à lire : notre limite, ou la fin du flux ?
            return Err(match flux.limit() {
                0 => ErreurRequete::TropGrande,
                _ => ErreurRequete::Deconnexion,
            });
        }
    }
    Ok(tete)
}

/// Étape 6, défi : sert les clients jusqu'à ce que `arret` soit prêt, laisse finir ceux qui sont en
/// cours, et rend le nombre de requêtes qui ont reçu un 200.
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
            // Récolter au fil de l'eau libère les places ; et tant que tout est pris, la branche `accepter`
            // est fermée : le client suivant attend dans la file du système, sans rien nous coûter.
            Some(issue) = clients.join_next() => servies += bilan(issue),
            flux = accepter(&ecoute), if clients.len() < places => {
                //                    ^^^^^^^^^^^^^^^^^^^^^^^^^ une place d'abord, un client ensuite.
                clients.spawn(traiter(flux, limites.clone()));
            }
        }
    }
    // Fermer la porte avant d'attendre : un nouveau client est refusé, au lieu d'espérer pour rien.
    drop(ecoute);
    while let Some(issue) = clients.join_next().await {
        //                          ^^^^^^^^^ lâcher le `JoinSet` couperait les clients en pleine réponse.
        servies += bilan(issue);
    }
    Ok(servies)
}

/// Le prochain client. Un `accept` qui échoue (plus un descripteur de libre, client déjà reparti) ne
/// doit pas arrêter le serveur, donc pas de `?` ; ni repartir aussitôt pour échouer de même, à plein
/// processeur, donc un recul. Abandonnée par `select!`, cette attente ne perd aucun client.
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

/// Ce qu'un client ajoute au total. Sa panique ou son erreur ne concerne que lui : elle est notée, sans `?`.
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

/// Sert une connexion du début à la fin, chaque attente bornée ; rend `true` si elle a reçu un 200.
async fn traiter(mut flux: TcpStream, limites: Limites) -> io::Result<bool> {
    let statut = match lire_requete(&mut flux, &limites).await {
        //                          ^^^^^^^^^ prêté : il faut encore répondre.
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

    // Fermer en bon ordre : d'abord annoncer la fin de la réponse, puis lire et jeter ce que le client
    // envoie encore. Fermer une connexion qui a des octets non lus la réinitialise, et le client perd la
    // réponse qu'il n'a pas encore lue. L'échéance couvre tout : un client bavard ne garde pas sa place.
    let fermeture = async {
        flux.shutdown().await?;
        tokio::io::copy(&mut flux, &mut tokio::io::sink()).await
    };
    let _ = timeout(limites.delai, fermeture).await;
    //  ^ la réponse est partie : ce qui arrive ensuite n'y change plus rien.
    Ok(statut == "200 OK")
}

#[tokio::main]
async fn main() -> ExitCode {
    let Some(chemin) = std::env::args_os().nth(1) else {
        eprintln!("usage   : cargo run -p exo36 -- FICHIER");
        eprintln!("exemple : cargo run -p exo36 -- exo36/serveur.conf");
        return ExitCode::from(2);
    };
    match executer(Path::new(&chemin)).await {
        Ok(servies) => {
            println!("arrêt en bon ordre : {servies} requête(s) servie(s) avec 200");
            ExitCode::SUCCESS
        }
        Err(erreur) => {
            // `{}` n'afficherait que le dernier contexte ; `{:#}` affiche toute la chaîne des causes.
            eprintln!("erreur : {erreur:#}");
            ExitCode::FAILURE
        }
    }
}

/// Donné : charge la configuration, sert jusqu'à Ctrl-C, rend le nombre de requêtes servies.
async fn executer(chemin: &Path) -> anyhow::Result<u64> {
    let Config { hote, port } = preparer(chemin).await?;
    // Le port est peut-être encore tenu par un serveur qui finit de s'arrêter : quelques essais, de plus en plus espacés.
    let ecoute = reessayer(
        5,
        Duration::from_millis(200),
        Duration::from_secs(1),
        async || {
            let essai = TcpListener::bind((hote.as_str(), port)).await;
            if let Err(erreur) = &essai {
                eprintln!("port {port} : {erreur}");
            }
            essai
        },
    )
    .await
    .with_context(|| format!("écoute sur {hote}:{port}"))?;
    println!("à l'écoute sur http://{}/", ecoute.local_addr()?);
    println!("Ctrl-C pour arrêter");

    let limites = Limites {
        taille_max: 8 * 1024,
        delai: Duration::from_secs(5),
        connexions_max: 100,
    };
    let signal = tokio::spawn(async { Ok(tokio::signal::ctrl_c().await?) });
    let arret = async {
        match surveiller(signal).await {
            Ok(()) => println!("Ctrl-C reçu : plus de nouveau client"),
            Err(erreur) => eprintln!("arrêt, faute de pouvoir attendre Ctrl-C : {erreur}"),
        }
    };
    servir(ecoute, limites, arret).await
}
