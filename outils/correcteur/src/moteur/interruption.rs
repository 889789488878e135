//! Finir proprement quand on demande au programme de s'arrêter (Ctrl-C, fermeture du terminal).

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::moteur::processus;
use crate::socle::terminal::rendre_le_terminal;

/// Code de sortie d'un programme arrêté par Ctrl-C.
pub const CODE_INTERROMPU: u8 = 130;

/// Temps laissé aux processus lancés pour disparaître une fois tués.
const DELAI: Duration = Duration::from_secs(2);

/// Temps laissé à une commande pour ranger ce qu'elle a fait, effacer le reste et finir.
const DELAI_POUR_RANGER: Duration = Duration::from_secs(10);

/// La commande en cours range d'elle-même ce qu'elle a fait.
static RANGE: AtomicBool = AtomicBool::new(false);

/// À partir d'ici, une demande d'arrêt laisse à la commande en cours le temps de finir d'elle-même : elle la verra à
/// [`est_demandee`], et à l'échec de tout ce qu'elle lance.
pub(crate) fn laisser_ranger() {
    RANGE.store(true, Ordering::SeqCst);
}

/// Un arrêt est demandé.
pub fn est_demandee() -> bool {
    processus::est_interrompu()
}

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
        if RANGE.load(Ordering::SeqCst) {
            // Le programme finit entre-temps, et ce thread avec lui.
            thread::sleep(DELAI_POUR_RANGER);
        }
        rendre_le_terminal();
        std::process::exit(CODE_INTERROMPU.into());
    });
}
