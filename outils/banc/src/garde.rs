//! Le chien de garde : un thread par test, sur l'horloge réelle. Il voit ce que l'horloge virtuelle ne
//! peut pas voir, un thread bloqué ou une boucle sans fin, et termine alors le processus.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Temps réel laissé à un test. Un test sain prend quelques millisecondes : la marge est pour les
/// machines lentes ou chargées.
pub const LIMITE_REELLE: Duration = Duration::from_secs(8);

/// Code de sortie d'un processus que le chien de garde a terminé (celui de `timeout(1)`).
pub const CODE_FIGE: i32 = 124;

/// Les échecs déjà vus dans ce processus, un texte chacun : libtest ne les montre qu'à la fin, que le chien
/// de garde ne lui laisse pas atteindre.
static ECHECS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Retient l'échec d'un test pour le cas où un autre ferait arrêter le processus.
pub(crate) fn retenir_echec(test: &str, message: &str) {
    let mut echecs = ECHECS.lock().unwrap_or_else(PoisonError::into_inner);
    echecs.push(format!("échec : {test}\n{message}\n"));
}

/// Tant que cette valeur vit, le test est surveillé ; la laisser tomber rappelle le chien.
pub(crate) struct Garde {
    _rappel: mpsc::Sender<()>,
}

impl Garde {
    pub(crate) fn de(test: &str) -> Self {
        let (rappel, rappele) = mpsc::channel();
        let test = test.to_owned();
        thread::spawn(move || {
            if rappele.recv_timeout(LIMITE_REELLE) == Err(RecvTimeoutError::Timeout) {
                terminer(&test);
            }
        });
        Garde { _rappel: rappel }
    }
}

/// Écrit sur la vraie sortie d'erreur : `eprintln!` serait avalé par la capture de libtest, dont les
/// threads héritent.
fn terminer(test: &str) -> ! {
    let _ = std::io::stderr().write_all(constat(test).as_bytes());
    std::process::exit(CODE_FIGE)
}

/// Le texte qui dit quel test a figé, pourquoi le plus souvent, et ce que les autres avaient trouvé.
fn constat(test: &str) -> String {
    let secondes = LIMITE_REELLE.as_secs();
    // Cargo le dit aux tests qu'il lance.
    let exercice = std::env::var("CARGO_PKG_NAME").unwrap_or_else(|_| "exoNN".to_owned());
    let mut texte = format!(
        "\n\
         test figé : {test}\n\
         \x20 attendu : le test se termine en quelques millisecondes\n\
         \x20 observé : au bout de {secondes} s réelles, il ne rend toujours pas la main ; le processus est arrêté\n\
         \x20 piste   : un thread est bloqué pour de bon : une attente qui bloque (`thread::sleep`, `block_on`), une boucle sans `.await`, un verrou de `std`…\n\
         \x20           Les causes habituelles :\n\
         \x20           · une attente qui bloque (`std::thread::sleep`, `recv` de `std::sync::mpsc`, `block_on`) dans du code async ;\n\
         \x20           · une boucle sans fin, ou qui ne passe jamais par un `.await` qui attend vraiment ;\n\
         \x20           · un `poll` qui se réveille sans cesse et ne rend jamais `Ready` ;\n\
         \x20           · un verrou de `std::sync` repris par le thread qui le tient déjà, ou gardé pendant un `.await` ;\n\
         \x20           · une lecture de `std::fs` qui attend des données.\n\
         \x20 Les autres tests n'ont pas tous pu finir. Pour relancer celui-ci seul :\n\
         \x20     cargo test -p {exercice} {test}\n"
    );
    let echecs = ECHECS.lock().unwrap_or_else(PoisonError::into_inner);
    if !echecs.is_empty() {
        let _ = write!(
            texte,
            "\nCe que les autres avaient déjà trouvé :\n\n{}",
            echecs.join("\n")
        );
    }
    texte
}
