//! Finir proprement quand on demande au programme de s'arrêter (Ctrl-C, fermeture du terminal).

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::moteur::processus;
use crate::socle::terminal::rendre_le_terminal;

/// Code de sortie d'un programme arrêté par Ctrl-C.
const CODE_INTERROMPU: i32 = 130;

/// Temps laissé aux processus lancés pour disparaître une fois tués.
const DELAI: Duration = Duration::from_secs(2);

/// Un programme lancé au terminal y a Ctrl-C pour lui.
static IGNOREE: AtomicBool = AtomicBool::new(false);

/// Tant que ce qui est rendu existe, une demande d'arrêt n'arrête pas ce programme : elle est pour celui à qui il a
/// laissé le terminal.
pub(crate) fn ignorer() -> impl Drop {
    IGNOREE.store(true, Ordering::SeqCst);
    Ignoree
}

struct Ignoree;

impl Drop for Ignoree {
    fn drop(&mut self) {
        IGNOREE.store(false, Ordering::SeqCst);
    }
}

/// À partir d'ici, une demande d'arrêt tue tout ce que le programme a lancé et rend son état au terminal,
/// puis termine le programme avec le code 130.
pub fn surveiller() {
    // Un second appel échouerait, et le premier suffit.
    let _ = ctrlc::set_handler(|| {
        if IGNOREE.load(Ordering::SeqCst) {
            return;
        }
        processus::interrompre();
        processus::attendre_le_repos(DELAI);
        rendre_le_terminal();
        std::process::exit(CODE_INTERROMPU);
    });
}
