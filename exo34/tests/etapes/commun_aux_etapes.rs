//! Ce que les étapes partagent.

use crate::{Commande, acteur, collecter, consommer, etage_au_carre, produire};
use banc::{Sonde, echec, exiger, ms};
use std::any::Any;
use std::fmt::Debug;
use std::future::{pending, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::task::{Poll, Waker};
use std::thread::{self};
use std::time::Duration;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinHandle, spawn_blocking, unconstrained, yield_now};
use tokio::time::{Instant, timeout};

/// Les types de la consigne, à la lettre : une réponse qui rendrait un type à elle, égal à tout, ne compile pas.
#[expect(dead_code, reason = "seuls ses types comptent : personne ne l'appelle")]
fn signatures(commande: Commande) {
    use super::Commande::{Ecrire, Lire};

    fn rend<T>(_: impl Future<Output = T>) {}
    fn voie<T>() -> (mpsc::Sender<T>, mpsc::Receiver<T>) {
        mpsc::channel(1)
    }
    rend::<()>(produire(voie().0, 0_u32));
    rend::<Vec<u32>>(consommer(voie().1));
    rend::<Vec<(u32, u32)>>(collecter(0_u32, 0_u32));
    rend::<()>(acteur(voie::<Commande>().1));
    let _: mpsc::Receiver<u64> = etage_au_carre(voie::<u32>().1, 0_usize);
    if let Ecrire { cle, valeur } = commande {
        let _: [String; 2] = [cle, valeur];
    } else if let Lire { cle, reponse } = commande {
        let _: (String, oneshot::Sender<Option<String>>) = (cle, reponse);
    }
}

// ---- Attendre sans figer, que la réponse emploie des tâches ou des threads ----

/// Temps réel laissé aux threads quand plus aucune tâche n'avance.
pub const PATIENCE: Duration = Duration::from_secs(2);

/// Rondes d'affilée où le thread du runtime n'a pas dormi, avant de conclure qu'une boucle tourne à vide. Un
/// compte plutôt qu'une durée : une machine lente n'y change rien.
pub const RONDES: u32 = 200;

pub const PISTE_MINUTEUR: &str = "n'attends pas un délai avant de réessayer (`sleep`, `interval`) : `send` et `recv` \
    réveillent la tâche au bon moment";

/// Nombre de fois qu'un future est interrogé d'affilée avant de conclure qu'il n'avance plus.
pub const TOURS: u32 = 10_000;

/// Rend la main assez de fois pour que tout ce qui est prêt avance. L'horloge ne bouge pas.
pub async fn ceder() {
    for _ in 0..50 {
        yield_now().await;
    }
}

/// Attend un temps réel. L'horloge virtuelle est arrêtée pendant ce temps : elle attend les tâches
/// bloquantes.
pub async fn souffler(duree: Duration) {
    let (_garde, rappel) = std::sync::mpsc::channel::<()>();
    // Sans quoi une boucle à vide, dans la même tâche, épuiserait le budget de l'attente.
    let _ = unconstrained(spawn_blocking(move || rappel.recv_timeout(duree))).await;
}

/// Laisse tâches et threads aller jusqu'où ils peuvent.
pub async fn reposer() {
    ceder().await;
    souffler(ms(2)).await;
}

/// Prévient par ce canal au bout de ce temps réel, ou dès que l'émetteur rendu est lâché.
pub fn minuteur(reel: Duration) -> (std::sync::mpsc::Sender<()>, oneshot::Receiver<()>) {
    let (garde, rappel) = std::sync::mpsc::channel::<()>();
    let (assez, c_est_assez) = oneshot::channel::<()>();
    thread::spawn(move || {
        let _ = rappel.recv_timeout(reel);
        let _ = assez.send(());
    });
    (garde, c_est_assez)
}

/// Un future dont seule la fin compte. Ce qui l'attend n'est ainsi compilé qu'une fois, quoi qu'il rende.
pub type Attente<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// Laisse ce temps de Tokio au futur, et dit s'il a fini. Une tâche bloquante arrête l'horloge virtuelle : c'est
/// alors le temps réel qui finit l'attente.
pub async fn laisser(futur: Attente<'_>, duree: Duration, reel: Duration) -> bool {
    let (_garde, mut c_est_assez) = minuteur(reel);
    let mut futur = Box::pin(timeout(duree, futur));
    poll_fn(|cx| match futur.as_mut().poll(cx) {
        Poll::Ready(issue) => Poll::Ready(issue.is_ok()),
        Poll::Pending => Pin::new(&mut c_est_assez).poll(cx).map(|_| false),
    })
    .await
}

/// Laisse passer des heures de l'horloge virtuelle, moins qu'il n'en faut à un test pour y finir. Une tâche
/// bloquante l'arrête : un instant réel suffit alors.
pub async fn laisser_passer_des_heures() {
    laisser(
        Box::pin(pending::<()>()),
        Duration::from_secs(5 * 3600),
        ms(100),
    )
    .await;
}

/// La valeur du future et le temps de Tokio qu'elle a pris ; échoue avec cette piste s'il ne finit pas.
pub async fn attendre<T>(futur: impl Future<Output = T>, piste: &str) -> (T, Duration) {
    let mut valeur = None;
    let duree = attendre_la_fin(Box::pin(async { valeur = Some(futur.await) }), piste).await;
    (valeur.expect("le future est allé au bout"), duree)
}

pub async fn attendre_la_fin(mut futur: Attente<'_>, piste: &str) -> Duration {
    // Une réponse faite de tâches finit ici, sans que l'horloge avance.
    let mut tours = 0;
    let rapide = poll_fn(|cx| {
        let fini = futur.as_mut().poll(cx).is_ready();
        if fini || tours == TOURS {
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
        laisser(futur, PATIENCE, PATIENCE).await,
        "l'attente se termine",
        "plus rien n'avance, et personne ne peut plus la réveiller",
        "{piste}"
    );
    depart.elapsed()
}

/// Une ronde par milliseconde réelle, pendant [`PATIENCE`] ou jusqu'à ce que l'émetteur rendu soit lâché : elle se
/// compte, et réveille. C'est une tâche bloquante, pour que l'horloge virtuelle soit arrêtée pendant ce temps.
pub fn lancer_les_rondes(
    rondes: Arc<AtomicU32>,
    reveil: Waker,
) -> (std::sync::mpsc::Sender<()>, JoinHandle<()>) {
    let (garde, rappel) = std::sync::mpsc::channel::<()>();
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

/// Plus aucune tâche n'avance, mais il reste peut-être un thread : interroge le future à chaque ronde, une par
/// milliseconde réelle, pendant [`PATIENCE`], et dit s'il a fini. Échoue si une boucle tourne à vide.
pub async fn patienter(futur: &mut Attente<'_>) -> bool {
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
        exiger!(
            ailleurs || sans_sommeil < RONDES,
            "une tâche sans rien à faire dort jusqu'à ce qu'il y ait du nouveau",
            "le thread n'a pas dormi une seule fois",
            "une boucle tourne à vide : quand le canal est fermé (`None` à la réception, erreur à l'envoi), sors de \
             la boucle ; et quand il n'y a rien à faire, attends avec `.await` au lieu de réessayer"
        );
        limite.as_mut().poll(cx).map(|_| false)
    })
    .await
}

/// Comme `attendre`, et sans que l'horloge de Tokio avance : un message réveille, un minuteur non.
pub async fn aboutir<T>(futur: impl Future<Output = T>, piste: &str) -> T {
    let (valeur, duree) = attendre(futur, piste).await;
    exiger!(
        duree.is_zero(),
        "un message passe dès qu'il y a de la place et quelqu'un pour le lire",
        "il a fallu attendre {duree:?} sur l'horloge de Tokio",
        "{PISTE_MINUTEUR}"
    );
    valeur
}

/// Interroge le future jusqu'à ce qu'il n'ait plus rien à faire. Échoue s'il s'agite sans fin.
pub async fn pousser<F: Future>(sonde: &mut Sonde<F>, piste: &str) -> Poll<F::Output> {
    for _ in 0..500 {
        let avant = sonde.reveils();
        let etape = sonde.sonder();
        if etape.is_ready() {
            return etape;
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

/// Comme `pousser`, pour un future qui doit finir ; un thread a deux secondes pour y aider.
pub async fn conclure<F: Future>(sonde: &mut Sonde<F>, piste: &str) -> F::Output {
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

/// La piste d'une panique : d'un appel qui bloque si c'en est un, sinon celle-ci.
pub fn piste_de<'a>(panique: &str, sinon: &'a str) -> &'a str {
    if panique.contains("from within a runtime") {
        return "un appel `blocking_…` (ou `block_on`) bloque un thread du runtime : dans du code async, c'est `.await` qui attend";
    }
    sinon
}

pub async fn vider<T>(rx: &mut mpsc::Receiver<T>) -> Vec<T> {
    let mut recus = Vec::new();
    while let Some(valeur) = rx.recv().await {
        recus.push(valeur);
    }
    recus
}

/// Compare de longues listes, en ne montrant que ce qui diffère d'abord.
pub fn comparer<T: PartialEq + Debug>(recus: &[T], attendus: &[T], quoi: &str, piste: &str) {
    if recus == attendus {
        return;
    }
    let (total, combien) = (attendus.len(), recus.len());
    let egaux = recus.iter().zip(attendus).take_while(|(a, b)| a == b);
    let rang = egaux.count();
    let (recu, attendu) = (recus.get(rang), attendus.get(rang));
    echec!(
        "{quoi} (nombre de valeurs : {total})",
        "nombre de valeurs : {combien} ; au rang {rang}, {recu:?} au lieu de {attendu:?}",
        "{piste}"
    )
}

pub const PISTE_EMETTEUR: &str = "le canal reste ouvert tant qu'un émetteur vit : `produire` doit lâcher le \
    sien en finissant, sans le garder ni le confier à une tâche qui dure";
pub const PISTE_ENVOI: &str = "au premier envoi refusé, c'est fini : le récepteur ne reviendra pas, et la \
    boucle qui ignore l'erreur continue d'envoyer dans le vide";
pub const PISTE_AGITE: &str = "réessayer en boucle (`try_send` ou `try_recv` avec `yield_now`) occupe le \
    thread pour rien : `send` et `recv` savent attendre";
pub const PISTE_FERMETURE: &str = "`recv` rend `None` quand tous les émetteurs sont partis et que le canal \
    est vide : c'est le moment de rendre ce qui a été reçu";

pub type Issue = Result<(), Box<dyn Any + Send>>;

/// Le nombre suivant ; `produire` avance pendant l'attente, car c'est peut-être l'horloge qui le fera envoyer.
pub async fn recevoir<F: Future>(
    rx: &mut mpsc::Receiver<u32>,
    sonde: &mut Sonde<F>,
    fin: &mut Option<F::Output>,
) -> Option<u32> {
    let suivant = poll_fn(|cx| {
        if fin.is_none() {
            *fin = issue_de(sonde.sonder());
        }
        rx.poll_recv(cx)
    });
    aboutir(suivant, PISTE_EMETTEUR).await
}

/// Fait avancer `produire`, s'il n'a pas fini.
pub async fn avancer<F: Future>(sonde: &mut Sonde<F>, fin: &mut Option<F::Output>) {
    if fin.is_none() {
        *fin = issue_de(pousser(sonde, PISTE_AGITE).await);
    }
}

/// L'issue d'un future interrogé, s'il a fini.
pub fn issue_de<T>(etat: Poll<T>) -> Option<T> {
    match etat {
        Poll::Ready(issue) => Some(issue),
        Poll::Pending => None,
    }
}
