//! Relancer le test en cours dans un processus à lui : pour mesurer sa mémoire sans celle des autres tests, ou lui refuser
//! des descripteurs sans les en priver.
//!
//! ```ignore
//! if let Some(parent) = Parent::trouver() {
//!     let issue = appel().await;
//!     return parent.informer(&format!("{issue:?}"));
//! }
//! let rapport = enfanter(ce_test(Some("ulimit -n 64"))).rapport;
//! ```
//!
//! L'enfant signe ce qu'il rapporte d'un secret que son parent lui donne : la réponse, qui court dans l'enfant, peut
//! écrire sur la même sortie, mais pas imiter ce rapport.

use std::hash::{BuildHasher, RandomState};
use std::io::{Write, read_to_string, stdin};
use std::process::{Command, ExitStatus, Stdio};

use crate::essai::test_en_cours;

/// Dit à un processus de test que son parent, un autre, attend son rapport.
const VARIABLE: &str = "BANC_ENFANT_DE_TEST";

/// Ce qui sépare les lignes d'un rapport, qui n'en est qu'une.
const SAUT: &str = "\u{2028}";

/// Le code de `sh` quand ce qu'on lui demande ne s'exécute pas (127 s'il ne le trouve pas).
const NON_LANCE: i32 = 126;

/// Dans l'enfant : celui à qui rapporter.
pub struct Parent {
    secret: String,
}

impl Parent {
    /// Le parent de ce processus ; `None` si le test n'a pas été relancé. À prendre avant toute ligne de la réponse : avec
    /// le secret, elle écrirait elle-même le rapport.
    pub fn trouver() -> Option<Self> {
        std::env::var_os(VARIABLE)?;
        let secret = read_to_string(stdin()).ok()?;
        Some(Parent { secret })
    }

    /// Rapporte ceci, une seule fois.
    pub fn informer(self, rapport: &str) {
        let rapport = rapport.replace('\n', SAUT);
        println!("\n{}{rapport}", self.secret);
    }
}

/// Ce que le parent sait d'un enfant qui a fini.
pub struct Enfant {
    /// Ce qu'il a rapporté ; `None` s'il n'a pas pu aller jusque-là.
    pub rapport: Option<String>,
    /// Comment son processus a fini.
    pub statut: ExitStatus,
}

/// La commande qui relance ce programme sur le test en cours. `limites` : ce que `sh` fait d'abord, comme
/// `ulimit -n 64` (Unix).
pub fn ce_test(limites: Option<&str>) -> Command {
    let programme = std::env::current_exe().expect("le système dit où est le programme de test");
    let mut commande = match limites {
        None => Command::new(programme),
        Some(limites) => {
            let mut sh = Command::new("sh");
            let script = format!("{limites} || exit {NON_LANCE}; exec \"$0\" \"$@\"");
            sh.args(["-c", &script]).arg(programme);
            sh
        }
    };
    commande.args([
        "--exact",
        "--nocapture",
        "--test-threads=1",
        &test_en_cours(),
    ]);
    commande
}

/// Lance cet enfant, et attend sa fin.
///
/// # Panics
/// Le système refuse de le lancer, ou `sh` de poser ces limites : un test ne réussit jamais faute de moyens.
pub fn enfanter(mut commande: Command) -> Enfant {
    // Les clés d'un `RandomState` sont tirées au sort dans chaque processus.
    let secret = RandomState::new().hash_one(test_en_cours());
    let secret = format!("rapport {secret:x} : ");
    let enfant = commande
        .env(VARIABLE, "1")
        // L'entrée standard de l'enfant est pour ce secret-ci, et lui n'a rien à signer.
        .env_remove(crate::acte::VARIABLE)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut enfant = enfant.expect("le programme de test se relance");
    let entree = enfant.stdin.take();
    // Un enfant déjà mort ne lit plus : son silence le dira.
    let _ = entree.map(|mut entree| entree.write_all(secret.as_bytes()));
    let sortie = enfant.wait_with_output().expect("l'enfant s'attend");
    let texte = String::from_utf8_lossy(&sortie.stdout);
    let rapport = texte.lines().find_map(|ligne| ligne.strip_prefix(&*secret));
    if rapport.is_none() && matches!(sortie.status.code(), Some(NON_LANCE | 127)) {
        let erreur = String::from_utf8_lossy(&sortie.stderr);
        panic!("le programme de test se relance : {erreur}");
    }
    Enfant {
        rapport: rapport.map(|rapport| rapport.replace(SAUT, "\n")),
        statut: sortie.status,
    }
}
