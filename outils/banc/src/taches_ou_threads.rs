//! Attendre un appel dont le travail est fait par des tâches, ou par des threads à lui : le test n'a pas à savoir lesquels.
//!
//! L'horloge virtuelle avance d'un bond dès que plus aucune tâche n'a rien à faire, et ne sait rien des threads ordinaires.
//! Elle est donc arrêtée ici le temps, réel, de les laisser finir : ce qui n'a toujours pas fini ensuite attend un
//! minuteur, ou rien du tout.

use std::future::{pending, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, spawn_blocking, unconstrained, yield_now};
use tokio::time::{Instant, timeout};

use crate::{Boite, Sonde, echec, exiger, frise, ms, texte};

/// Temps réel laissé aux threads quand plus aucune tâche n'avance.
pub const PATIENCE: Duration = Duration::from_secs(2);

/// Rondes d'affilée où le thread du runtime n'a pas dormi, avant de conclure qu'une boucle tourne à vide. Un
/// compte plutôt qu'une durée : une machine lente n'y change rien.
const RONDES: u32 = 200;

/// De même quand [`PATIENCE`] est épuisée, sur une machine si chargée que les rondes y sont rares.
const RONDES_AU_MOINS: u32 = 20;

/// Nombre de fois qu'un future est interrogé d'affilée avant de conclure qu'il n'avance plus.
const TOURS: u32 = 10_000;

/// De même quand cela a pris [`PATIENCE`], sur une machine très chargée : les suivants mèneraient au chien de garde.
const TOURS_AU_MOINS: u32 = 1000;

const PISTE_MINUTEUR: &str = "n'attends pas un délai avant de réessayer (`sleep`, `interval`) : `send` et `recv` \
    réveillent la tâche au bon moment";

/// Rend la main assez de fois pour que tout ce qui est prêt avance. L'horloge ne bouge pas.
pub async fn ceder() {
    for _ in 0..50 {
        yield_now().await;
    }
}

/// Attend un temps réel. L'horloge virtuelle est arrêtée pendant ce temps : elle attend les tâches
/// bloquantes.
pub async fn souffler(duree: Duration) {
    let (_garde, rappel) = mpsc::channel::<()>();
    // Sans quoi une boucle à vide, dans la même tâche, épuiserait le budget de l'attente.
    let _ = unconstrained(spawn_blocking(move || rappel.recv_timeout(duree))).await;
}

/// Laisse tâches et threads aller jusqu'où ils peuvent.
pub async fn reposer() {
    ceder().await;
    souffler(ms(2)).await;
}

/// Dit si le thread du runtime s'endort, tout étant au repos : aucune tâche n'y tourne à vide.
pub async fn le_thread_s_endort() -> bool {
    reposer().await;
    let mesures = Handle::current().metrics();
    let avant = mesures.worker_park_count(0);
    let depart = std::time::Instant::now();
    for ronde in 0..200 {
        souffler(ms(3)).await;
        if mesures.worker_park_count(0) > avant {
            return true;
        }
        if ronde >= RONDES_AU_MOINS && depart.elapsed() > PATIENCE {
            break;
        }
    }
    false
}

/// Laisse ce temps de Tokio au futur, et dit s'il a fini. Une tâche bloquante arrête l'horloge virtuelle : c'est
/// alors le temps réel qui finit l'attente.
pub async fn laisser(futur: Boite<'_, ()>, duree: Duration, reel: Duration) -> bool {
    let (_garde, mut c_est_assez) = minuteur(reel);
    let mut futur = Box::pin(timeout(duree, futur));
    poll_fn(|cx| match futur.as_mut().poll(cx) {
        Poll::Ready(issue) => Poll::Ready(issue.is_ok()),
        Poll::Pending => Pin::new(&mut c_est_assez).poll(cx).map(|_| false),
    })
    .await
}

/// Prévient par ce canal au bout de ce temps réel, ou dès que l'émetteur rendu est lâché.
fn minuteur(reel: Duration) -> (mpsc::Sender<()>, oneshot::Receiver<()>) {
    let (garde, rappel) = mpsc::channel::<()>();
    let (assez, c_est_assez) = oneshot::channel::<()>();
    thread::spawn(move || {
        let _ = rappel.recv_timeout(reel);
        let _ = assez.send(());
    });
    (garde, c_est_assez)
}

/// Laisse passer des heures de l'horloge virtuelle, moins qu'il n'en faut à un test pour y finir. Une tâche
/// bloquante l'arrête : un instant réel suffit alors.
pub async fn laisser_passer_des_heures() {
    let jamais = Box::pin(pending::<()>());
    laisser(jamais, Duration::from_secs(5 * 3600), ms(100)).await;
}

/// La valeur du future et le temps de Tokio qu'elle a pris ; échoue avec cette piste s'il ne finit pas, ou s'il tourne à
/// vide.
pub fn attendre<'a, F: Future + 'a>(
    futur: F,
    piste: &'a str,
) -> impl Future<Output = (F::Output, Duration)> + use<'a, F> {
    attendre_boite(Box::pin(futur), piste)
}

/// Comme [`attendre`], et sans que l'horloge de Tokio avance : un message réveille, un minuteur non.
pub fn aboutir<'a, F: Future + 'a>(
    futur: F,
    piste: &'a str,
) -> impl Future<Output = F::Output> + use<'a, F> {
    aboutir_boite(Box::pin(futur), piste)
}

async fn attendre_boite<T>(futur: Boite<'_, T>, piste: &str) -> (T, Duration) {
    let _attente = frise::Attente::commencer(false);
    let mut valeur = None;
    let duree = attendre_la_fin(Box::pin(async { valeur = Some(futur.await) }), piste).await;
    (valeur.expect("le future est allé au bout"), duree)
}

async fn aboutir_boite<T>(futur: Boite<'_, T>, piste: &str) -> T {
    let (valeur, duree) = attendre_boite(futur, piste).await;
    let attente = texte::duree(duree);
    exiger!(
        duree.is_zero(),
        "un message passe dès qu'il y a de la place et quelqu'un pour le lire",
        "il a fallu attendre {attente} sur l'horloge de Tokio",
        "{PISTE_MINUTEUR}"
    );
    valeur
}

/// Le travail d'[`attendre`], compilé une fois pour toutes.
async fn attendre_la_fin(mut futur: Boite<'_, ()>, piste: &str) -> Duration {
    // Une réponse faite de tâches finit ici, sans que l'horloge avance.
    let mut tours = 0;
    let debut = std::time::Instant::now();
    let rapide = poll_fn(|cx| {
        let fini = futur.as_mut().poll(cx).is_ready();
        let assez = tours >= TOURS_AU_MOINS && debut.elapsed() > PATIENCE;
        if fini || assez || tours == TOURS {
            return Poll::Ready(fini);
        }
        tours += 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    });
    if rapide.await || patienter(&mut futur).await {
        return Duration::ZERO;
    }
    // Ou bien tout dépend de l'horloge.
    let depart = Instant::now();
    exiger!(
        // Prêté, et non donné : un échec le montre en attente, et non abandonné.
        laisser(Box::pin(futur.as_mut()), PATIENCE, PATIENCE).await,
        "l'attente se termine",
        "plus rien n'avance, et personne ne peut plus la réveiller",
        "{piste}"
    );
    depart.elapsed()
}

/// Plus aucune tâche n'avance, mais il reste peut-être un thread : interroge le future à chaque ronde, une par
/// milliseconde réelle, pendant [`PATIENCE`], et dit s'il a fini. Échoue si une boucle tourne à vide.
async fn patienter(futur: &mut Boite<'_, ()>) -> bool {
    let mesures = Handle::current().metrics();
    // Les tâches ont alors des threads à elles, et celui-ci ne dit rien de leur sommeil.
    let ailleurs = Handle::current().runtime_flavor() != RuntimeFlavor::CurrentThread;
    let reveil = poll_fn(|cx| Poll::Ready(cx.waker().clone())).await;
    let rondes = Arc::new(AtomicU32::new(0));
    let (_garde, limite) = lancer_les_rondes(rondes.clone(), reveil);
    let mut limite = std::pin::pin!(unconstrained(limite));
    let (mut vues, mut sans_sommeil) = (0, 0);
    let mut sommeils = mesures.worker_park_count(0);
    poll_fn(|cx| {
        if futur.as_mut().poll(cx).is_ready() {
            return Poll::Ready(true);
        }
        if mesures.worker_park_count(0) != sommeils {
            (sommeils, sans_sommeil) = (mesures.worker_park_count(0), 0);
        } else if rondes.load(Ordering::Relaxed) != vues {
            sans_sommeil += 1;
        }
        vues = rondes.load(Ordering::Relaxed);
        let fin = limite.as_mut().poll(cx);
        let assez = if fin.is_ready() {
            RONDES_AU_MOINS
        } else {
            RONDES
        };
        exiger!(
            ailleurs || sans_sommeil < assez,
            "une tâche sans rien à faire dort jusqu'à ce qu'il y ait du nouveau",
            "le thread n'a pas dormi une seule fois",
            "une boucle tourne à vide : quand le canal est fermé (`None` à la réception, erreur à l'envoi), sors de \
             la boucle ; et quand il n'y a rien à faire, attends avec `.await` au lieu de réessayer"
        );
        fin.map(|_| false)
    })
    .await
}

/// Une ronde par milliseconde réelle, pendant [`PATIENCE`] ou jusqu'à ce que l'émetteur rendu soit lâché : elle se
/// compte, et réveille. C'est une tâche bloquante, pour que l'horloge virtuelle soit arrêtée pendant ce temps.
fn lancer_les_rondes(rondes: Arc<AtomicU32>, reveil: Waker) -> (mpsc::Sender<()>, JoinHandle<()>) {
    let (garde, rappel) = mpsc::channel::<()>();
    let limite = spawn_blocking(move || {
        let depart = std::time::Instant::now();
        while depart.elapsed() < PATIENCE
            && rappel.recv_timeout(ms(1)) == Err(RecvTimeoutError::Timeout)
        {
            rondes.fetch_add(1, Ordering::Relaxed);
            reveil.wake_by_ref();
        }
    });
    (garde, limite)
}

/// Un appel que le test fait avancer lui-même, par [`pousser`] et [`conclure`].
pub fn pas_a_pas<'a, F: Future + 'a>(futur: F) -> Sonde<Boite<'a, F::Output>> {
    Sonde::new(Box::pin(futur))
}

/// Interroge le future jusqu'à ce qu'il n'ait plus rien à faire. Échoue, avec cette piste, s'il s'agite sans fin.
pub async fn pousser<T>(sonde: &mut Sonde<Boite<'_, T>>, piste: &str) -> Poll<T> {
    for _ in 0..500 {
        let avant = sonde.reveils();
        let etat = sonde.sonder();
        if etat.is_ready() {
            return etat;
        }
        ceder().await;
        if sonde.reveils() == avant {
            return Poll::Pending;
        }
    }
    echec!(
        "le future dort tant qu'il n'a rien à faire",
        "il se réveille lui-même sans cesse",
        "{piste}"
    )
}

/// Comme [`pousser`], puis laisse encore au future des heures de l'horloge virtuelle.
pub async fn pousser_des_heures<T>(sonde: &mut Sonde<Boite<'_, T>>, piste: &str) -> Poll<T> {
    let etat = pousser(sonde, piste).await;
    if etat.is_ready() {
        return etat;
    }
    laisser_passer_des_heures().await;
    pousser(sonde, piste).await
}

/// Comme [`pousser`], pour un future qui doit finir ; un thread a deux secondes pour y aider.
pub async fn conclure<T>(sonde: &mut Sonde<Boite<'_, T>>, piste: &str) -> T {
    for _ in 0..400 {
        if let Poll::Ready(valeur) = pousser(sonde, piste).await {
            return valeur;
        }
        souffler(ms(5)).await;
    }
    laisser_passer_des_heures().await;
    exiger!(
        sonde.sonder().is_pending(),
        "le future se termine dès qu'il n'a plus rien à attendre",
        "c'est un minuteur de Tokio qui l'a fait finir",
        "{PISTE_MINUTEUR}"
    );
    echec!("le future se termine", "il attend toujours", "{piste}")
}
