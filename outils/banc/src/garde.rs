//! Le chien de garde : un thread par test, sur l'horloge réelle. Il voit ce que l'horloge virtuelle ne
//! peut pas voir, un thread bloqué ou une boucle sans fin, et termine alors le processus.

use std::io::Write;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// Temps réel laissé à un test. Un test sain prend quelques millisecondes : la marge est pour les
/// machines lentes ou chargées.
pub const LIMITE_REELLE: Duration = Duration::from_secs(8);

/// Code de sortie d'un processus que le chien de garde a terminé (celui de `timeout(1)`).
pub const CODE_FIGE: i32 = 124;

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
    let secondes = LIMITE_REELLE.as_secs();
    // Cargo le dit aux tests qu'il lance.
    let exercice = std::env::var("CARGO_PKG_NAME").unwrap_or_else(|_| "exoNN".to_owned());
    let _ = writeln!(
        std::io::stderr(),
        "\n\
         test figé : {test}\n\
         \x20 attendu : le test se termine en quelques millisecondes\n\
         \x20 observé : au bout de {secondes} s réelles, il ne rend toujours pas la main ; le processus est arrêté\n\
         \x20 piste   : un thread est bloqué pour de bon. Les causes habituelles :\n\
         \x20           · une attente qui bloque (`std::thread::sleep`, `recv` de `std::sync::mpsc`, `block_on`) dans du code async ;\n\
         \x20           · une boucle sans fin, ou qui ne passe jamais par un `.await` qui attend vraiment ;\n\
         \x20           · un `poll` qui se réveille sans cesse et ne rend jamais `Ready` ;\n\
         \x20           · un verrou de `std::sync` repris par le thread qui le tient déjà, ou gardé pendant un `.await` ;\n\
         \x20           · une lecture de `std::fs` qui attend des données.\n\
         \x20 Les autres tests n'ont pas tous pu finir : relance celui-ci seul avec\n\
         \x20     cargo test -p {exercice} {test}\n"
    );
    std::process::exit(CODE_FIGE)
}
