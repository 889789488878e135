// Exo 36 · Gestion d'erreurs : `?`, `Result`, thiserror, anyhow, et un serveur que ses clients n'arrêtent pas.
//
// La consigne, la leçon et les indices sont dans exo36/README.md.
// Remplace chaque `todo!`, puis lance : cargo test -p exo36

use anyhow::Context;
use std::io;
use std::num::ParseIntError;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use tokio::io::AsyncRead;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Étape 1 : ce qui peut empêcher de charger une configuration. Les variantes sont données ; à toi
/// d'écrire leurs messages, et de vérifier que `source()` donne la cause là où il y en a une.
#[derive(Debug, thiserror::Error)]
enum ErreurConfig {
    #[error("étape 1 : nomme le fichier")]
    Lecture { chemin: PathBuf, source: io::Error },
    #[error("étape 1 : nomme la ligne")]
    Syntaxe { ligne: usize, texte: String },
    #[error("étape 1 : nomme la valeur")]
    Port {
        valeur: String,
        source: ParseIntError,
    },
    #[error("étape 1 : nomme la clé")]
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
    todo!(
        "étape 1 : lis le fichier (module `tokio::fs`) ; chaque échec devient sa variante d'`ErreurConfig`"
    )
}

/// Étape 2 : la même chose, avec le contexte « préparation avec {chemin} » en cas d'erreur.
async fn preparer(chemin: &Path) -> anyhow::Result<Config> {
    todo!(
        "étape 2 : charge la configuration et ajoute le contexte (trait `anyhow::Context`) sans perdre l'erreur"
    )
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
    todo!(
        "étape 3 : attends la poignée et distingue valeur, erreur, panique et annulation (`tokio::task::JoinError`)"
    )
}

/// Étape 4 : essaie `operation` jusqu'à `essais` fois (0 compte pour 1) ; entre deux essais, une pause de `base`, puis le
/// double de la précédente à chaque fois, sans dépasser `plafond`.
async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    todo!(
        "étape 4 : appelle `operation` à chaque essai ; s'il échoue et qu'il en reste, `sleep`, puis double la pause"
    )
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
    todo!(
        "étape 5 : lis jusqu'à `\\r\\n\\r\\n` sous une seule échéance et une taille bornée, puis donne la tête à `analyser`"
    )
}

/// Étape 6, défi : sert les clients jusqu'à ce que `arret` soit prêt, laisse finir ceux qui sont en
/// cours, et rend le nombre de requêtes qui ont reçu un 200.
async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> anyhow::Result<u64> {
    todo!(
        "étape 6 : accepte en surveillant `arret`, une tâche par client, en nombre borné, toutes récoltées à la fin"
    )
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
