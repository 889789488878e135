//! Le chien de garde : un thread par test, sur l'horloge réelle. Il voit ce que l'horloge virtuelle ne
//! peut pas voir, un thread bloqué ou une boucle sans fin, et termine alors le processus.

use std::fmt::{Display, Formatter, Write as _};
use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::RuntimeMetrics;

use crate::{frise, memoire};

/// Temps réel laissé à un test, si rien n'en demande un autre. Un test sain prend quelques millisecondes : la marge est
/// pour les machines lentes ou chargées.
pub const LIMITE_REELLE: Duration = Duration::from_secs(8);

/// La variable d'environnement qui donne à chaque test un autre temps réel, en secondes entières.
pub const VARIABLE_DE_LIMITE: &str = "BANC_LIMITE";

/// Temps réel laissé à un test. Lu une fois, avant la première ligne de la réponse, qui pourrait changer la variable.
pub fn limite_reelle() -> Duration {
    static LUE: OnceLock<Duration> = OnceLock::new();
    *LUE.get_or_init(|| {
        let secondes = std::env::var(VARIABLE_DE_LIMITE).ok();
        let secondes = secondes.and_then(|secondes| secondes.parse().ok());
        secondes
            .filter(|&secondes| secondes > 0)
            .map_or(LIMITE_REELLE, Duration::from_secs)
    })
}

/// Le chien regarde la mémoire à cet intervalle : un déluge en prend un gigaoctet par seconde.
const INTERVALLE: Duration = Duration::from_millis(20);

/// Mémoire que tous les tests d'un processus peuvent occuper ensemble, en octets.
const MEMOIRE_MAX: usize = 1 << 30;

/// Code de sortie d'un processus que le chien de garde a terminé (celui de `timeout(1)`).
pub const CODE_FIGE: i32 = 124;

/// Les échecs déjà vus dans ce processus : libtest ne les montre qu'à la fin, que le chien
/// de garde ne lui laisse pas atteindre.
static ECHECS: Mutex<Vec<Echec>> = Mutex::new(Vec::new());

struct Echec {
    test: String,
    message: String,
}

impl Echec {
    /// Le message sans sa frise, que le même constat n'a pas deux fois.
    fn constat(&self) -> &str {
        frise::separer(&self.message).0
    }
}

impl Display for Echec {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "échec : {}\n{}", self.test, self.message)
    }
}

/// Où en est un test, pour le thread qui le surveille.
pub(crate) struct Suivi {
    test: String,
    phase: Mutex<Phase>,
    /// Interrogations de son corps.
    tours: AtomicU64,
    runtime: OnceLock<RuntimeMetrics>,
}

#[derive(Clone, Copy, PartialEq)]
enum Phase {
    /// Son corps court.
    Corps,
    /// Son corps est fini, bien ou mal : il reste à arrêter le runtime.
    Arret,
}

impl Suivi {
    /// Le nom du test.
    pub(crate) fn test(&self) -> &str {
        &self.test
    }

    /// Le corps du test est allé au bout.
    pub(crate) fn finit(&self) {
        *verrouiller(&self.phase) = Phase::Arret;
    }

    /// Le corps du test a échoué. Ce qu'il dit est retenu, une fois, pour le cas où le processus s'arrêterait.
    pub(crate) fn echoue(&self, message: &str) {
        let mut phase = verrouiller(&self.phase);
        if *phase == Phase::Corps {
            *phase = Phase::Arret;
            verrouiller(&ECHECS).push(Echec {
                test: self.test.clone(),
                message: message.to_owned(),
            });
        }
    }
}

impl Suivi {
    /// Le corps de ce test est conduit par ce runtime.
    pub(crate) fn a_pour_runtime(&self, mesures: RuntimeMetrics) {
        let _ = self.runtime.set(mesures);
    }

    /// Le corps est interrogé une fois de plus.
    pub(crate) fn un_tour(&self) {
        self.tours.fetch_add(1, Ordering::Relaxed);
    }

    /// Combien de fois le corps a été interrogé.
    pub(crate) fn tours(&self) -> u64 {
        self.tours.load(Ordering::Relaxed)
    }

    /// Vrai si le test tourne en rond plutôt que de bloquer : son runtime passe d'une tâche à l'autre, ou son corps se
    /// fait interroger, et pourtant il n'avance pas. Un runtime que retient un travail bloquant se réveille de loin en loin,
    /// sans rien avoir à faire.
    fn tourne(&self) -> bool {
        const INSTANT: Duration = Duration::from_millis(100);
        let (tours, occupation) = self.travail();
        thread::sleep(INSTANT);
        let (tours_ensuite, occupation_ensuite) = self.travail();
        tours_ensuite != tours || occupation_ensuite - occupation > INSTANT / 5
    }

    /// Ce qui grandit tant que le runtime a la main.
    fn travail(&self) -> (u64, Duration) {
        let occupation = |mesures: &RuntimeMetrics| {
            let threads = 0..mesures.num_workers();
            threads
                .map(|thread| mesures.worker_total_busy_duration(thread))
                .sum()
        };
        let occupation = self.runtime.get().map_or(Duration::ZERO, occupation);
        (self.tours(), occupation)
    }

    fn cause(&self) -> &'static str {
        // Lue d'abord, et relâchée : le test peut encore finir.
        let phase = *verrouiller(&self.phase);
        match phase {
            Phase::Arret => TACHE_BLOQUANTE,
            Phase::Corps if self.tourne() => BOUCLE,
            Phase::Corps => THREAD_BLOQUE,
        }
    }
}

/// Une panique d'un autre test n'a rien laissé à moitié fait sous ces verrous.
pub(crate) fn verrouiller<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tant que cette valeur vit, le test est surveillé ; la laisser tomber rappelle le chien.
pub(crate) struct Garde {
    suivi: Arc<Suivi>,
    _rappel: mpsc::Sender<()>,
}

impl Garde {
    pub(crate) fn de(test: &str) -> Self {
        let (rappel, rappele) = mpsc::channel();
        let suivi = Arc::new(Suivi {
            test: test.to_owned(),
            phase: Mutex::new(Phase::Corps),
            tours: AtomicU64::new(0),
            runtime: OnceLock::new(),
        });
        let surveille = Arc::clone(&suivi);
        limite_reelle();
        thread::spawn(move || veiller(&surveille, &rappele));
        Garde {
            suivi,
            _rappel: rappel,
        }
    }

    /// De quoi noter où en est ce test.
    pub(crate) fn suivi(&self) -> Arc<Suivi> {
        Arc::clone(&self.suivi)
    }
}

/// Attend le rappel, et termine le processus si le test n'en finit pas, ou prend la mémoire de tous.
fn veiller(suivi: &Suivi, rappele: &mpsc::Receiver<()>) {
    let depart = Instant::now();
    while rappele.recv_timeout(INTERVALLE) == Err(RecvTimeoutError::Timeout) {
        if memoire::actuelle() > MEMOIRE_MAX {
            terminer(suivi, MEMOIRE_EPUISEE);
        }
        if depart.elapsed() >= limite_reelle() {
            terminer(suivi, suivi.cause());
        }
    }
}

/// Écrit sur la vraie sortie d'erreur : `eprintln!` serait avalé par la capture de libtest, dont les
/// threads héritent.
fn terminer(suivi: &Suivi, cause: &str) -> ! {
    let constat = constat(&suivi.test, cause);
    let _ = std::io::stderr().write_all(constat.as_bytes());
    std::process::exit(CODE_FIGE)
}

/// Ce que ce test avait déjà constaté, ce qui le fige, pourquoi le plus souvent, et ce que les autres avaient trouvé.
fn constat(test: &str, cause: &str) -> String {
    let echecs = verrouiller(&ECHECS);
    let (siens, autres): (Vec<_>, Vec<_>) = echecs.iter().partition(|echec| echec.test == test);
    let mut texte = String::new();
    for echec in siens {
        let _ = write!(texte, "\n{echec}");
    }
    let cause = cause
        .replace("{secondes}", &limite_reelle().as_secs().to_string())
        .replace("{mio}", &(MEMOIRE_MAX >> 20).to_string());
    // Cargo le dit aux tests qu'il lance.
    let exercice = std::env::var("CARGO_PKG_NAME").unwrap_or_else(|_| "exoNN".to_owned());
    let _ = write!(
        texte,
        "\ntest figé : {test}\n\
         {cause}\
         \x20 Les autres tests n'ont pas tous pu finir. Pour relancer celui-ci seul :\n\
         \x20     cargo test -p {exercice} {test}\n"
    );
    if !autres.is_empty() {
        texte += "\nCe que les autres avaient déjà trouvé :\n";
    }
    let mut vus: Vec<&Echec> = Vec::new();
    for echec in autres {
        match vus.iter().find(|vu| vu.constat() == echec.constat()) {
            Some(vu) => {
                let _ = write!(
                    texte,
                    "\néchec : {}\nmême constat que `{}`\n",
                    echec.test, vu.test
                );
            }
            None => {
                let _ = write!(texte, "\n{echec}");
                vus.push(echec);
            }
        }
    }
    texte
}

const THREAD_BLOQUE: &str = "\
\x20 attendu : le test se termine en quelques millisecondes
\x20 observé : au bout de {secondes} s réelles, il ne rend toujours pas la main ; le processus est arrêté
\x20 piste   : un thread est bloqué pour de bon : une attente qui bloque (`thread::sleep`, `block_on`), une boucle sans `.await` ou qui n'attend que ce qui est déjà prêt, un verrou de `std`…
\x20           Les causes habituelles :
\x20           · une attente qui bloque (`std::thread::sleep`, `recv` de `std::sync::mpsc`, `block_on`) dans du code async ;
\x20           · une boucle sans fin, ou qui ne passe jamais par un `.await` qui attend vraiment ;
\x20           · une boucle de `select!` dont un future est prêt à chaque tour : à la fin d'un flux, `next_line` rend `None` et `read` 0, aussitôt, sans fin ;
\x20           · un `poll` qui se réveille sans cesse et ne rend jamais `Ready` ;
\x20           · un verrou de `std::sync` repris par le thread qui le tient déjà, ou gardé pendant un `.await` ;
\x20           · une lecture de `std::fs` qui attend des données.
";

const BOUCLE: &str = "\
\x20 attendu : le test se termine en quelques millisecondes
\x20 observé : au bout de {secondes} s réelles, une boucle tourne encore, sans bloquer de thread ; le processus est arrêté
\x20 piste   : la boucle attend à chaque tour ce qui est prêt aussitôt (un `interval` recréé dans la boucle, un canal fermé, `yield_now`), puis recommence : le temps de Tokio ne passe pas, et rien d'autre n'arrive. \
Attends ce qui doit vraiment arriver, et sors de la boucle quand il n'y a plus rien à attendre.
";

const MEMOIRE_EPUISEE: &str = "\
\x20 attendu : quelques mégaoctets suffisent à ces tests
\x20 observé : le programme en occupe plus de {mio} ; le processus est arrêté
\x20 piste   : une boucle sans fin imprime (`println!` : la sortie d'un test se garde en mémoire jusqu'à ce qu'il finisse), ou une collection grandit sans limite.
";

const TACHE_BLOQUANTE: &str = "\
\x20 attendu : le test fini, son runtime s'arrête, une fois finies les tâches bloquantes qu'il a lancées
\x20 observé : au bout de {secondes} s réelles, l'une d'elles court encore ; le processus est arrêté
\x20 piste   : rien n'interrompt le thread de `spawn_blocking`, ni celui d'une opération de `tokio::fs` : ni `abort`, ni l'abandon du future. \
Celui-ci attend un événement qui ne viendra pas, ou boucle sans fin ; cherche ce qui devait le faire finir.
";
