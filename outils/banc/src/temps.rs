//! Mesurer et borner le temps de Tokio, et faire avancer plusieurs futures ensemble.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::{Boite, echec};

/// Temps virtuel laissé à un test : aucun n'en demande autant, et l'horloge le saute d'un bond quand plus
/// rien n'avance.
pub const LIMITE_VIRTUELLE: Duration = Duration::from_secs(24 * 3600);

/// La piste d'une attente qui a pris du temps réel, et n'en a pas pris sur l'horloge de Tokio.
pub const PISTE_THREAD_ENDORMI: &str = "`std::thread::sleep` endort le thread entier, donc toutes ses tâches, même \
    depuis `spawn_blocking` ; Tokio a son propre minuteur";

/// `n` millisecondes.
pub const fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

/// La valeur du future et le temps de Tokio écoulé de sa première interrogation à sa fin.
pub fn chronometrer<'a, F: Future + 'a>(futur: F) -> impl Future<Output = (F::Output, Duration)> {
    // Dans le tas : recopié d'enveloppe en enveloppe, un gros future déborderait la pile d'un test.
    chronometrer_boite(Box::pin(futur))
}

async fn chronometrer_boite<T>(futur: Boite<'_, T>) -> (T, Duration) {
    let debut = Instant::now();
    let valeur = futur.await;
    (valeur, debut.elapsed())
}

/// Interrogations au-delà desquelles un même appel ne travaille plus : il tourne en rond.
const TOURS_MAX: u32 = 100_000;

/// Attend le future ; s'il n'a pas fini au bout d'une heure de l'horloge de Tokio, échoue avec cette
/// piste. À employer sous l'horloge virtuelle, là où une erreur précise fige l'étape. Un future qui se fait
/// réinterroger sans relâche échoue aussi : il empêcherait l'horloge d'avancer.
#[track_caller]
pub fn finir<'a, F: Future + 'a>(futur: F, piste: &'a str) -> impl Future<Output = F::Output> {
    let ligne = std::panic::Location::caller().line();
    // Dans le tas, comme pour `chronometrer`.
    finir_boite(Box::pin(futur), piste, ligne)
}

async fn finir_boite<T>(mut futur: Boite<'_, T>, piste: &str, ligne: u32) -> T {
    // Créée ici, dans le runtime, et non à l'appel de `finir`.
    let mut limite = pin!(sleep(Duration::from_secs(3600)));
    let mut tours = 0;
    std::future::poll_fn(|cx| {
        tours += 1;
        if tours > TOURS_MAX {
            echec!(
                "l'appel (ligne {ligne} du test) rend le thread jusqu'à ce qu'il y ait du nouveau",
                "il s'est fait interroger {TOURS_MAX} fois de suite",
                "une boucle qui ne fait que céder son tour (`yield_now`), ou dormir un instant avant de regarder de \
                 nouveau, occupe le thread sans relâche : attends vraiment l'événement qui doit venir"
            );
        }
        // Avant le future : l'échéance ne doit pas lui valoir une interrogation que rien n'a demandée.
        if limite.as_mut().poll(cx).is_ready() {
            echec!(
                "l'appel se termine (ligne {ligne} du test)",
                "il attend toujours, et plus rien ne peut le réveiller",
                "{piste}"
            );
        }
        futur.as_mut().poll(cx)
    })
    .await
}

/// Comme `tokio::spawn`, mais tout ce qu'une tâche fait compiler à Tokio l'est ici, une fois pour toutes.
pub fn lancer(futur: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    lancer_boite(Box::pin(futur))
}

fn lancer_boite(futur: Pin<Box<dyn Future<Output = ()> + Send>>) -> JoinHandle<()> {
    tokio::spawn(futur)
}

/// Une tâche qui bat à intervalle régulier : ses battements prouvent que le runtime reste libre.
pub struct Metronome {
    battements: Arc<AtomicU32>,
    tache: JoinHandle<()>,
}

impl Metronome {
    /// Démarre un battement par `periode` de l'horloge de Tokio, le premier après une période.
    pub fn lancer(periode: Duration) -> Self {
        let battements = Arc::new(AtomicU32::new(0));
        let compteur = Arc::clone(&battements);
        let tache = lancer(async move {
            loop {
                sleep(periode).await;
                compteur.fetch_add(1, Ordering::SeqCst);
            }
        });
        Metronome { battements, tache }
    }

    /// Nombre de battements depuis le départ.
    pub fn battements(&self) -> u32 {
        self.battements.load(Ordering::SeqCst)
    }
}

impl Drop for Metronome {
    fn drop(&mut self) {
        self.tache.abort();
    }
}

/// Fait avancer tous les futures ensemble, dans la même tâche, et rend leurs valeurs dans l'ordre. Aucun
/// n'a besoin d'être `Send` ni `'static` : c'est ce qu'il faut pour tester des `async fn` d'apprenants.
pub fn ensemble<'a, F: Future + 'a>(futurs: Vec<F>) -> impl Future<Output = Vec<F::Output>> {
    let futurs = futurs
        .into_iter()
        .map(|futur| Box::pin(futur) as Boite<'_, _>);
    ensemble_boites(futurs.collect())
}

async fn ensemble_boites<T>(mut futurs: Vec<Boite<'_, T>>) -> Vec<T> {
    let mut valeurs: Vec<Option<T>> = futurs.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (futur, valeur) in futurs.iter_mut().zip(&mut valeurs) {
            if valeur.is_some() {
                continue;
            }
            if let Poll::Ready(obtenue) = futur.as_mut().poll(cx) {
                *valeur = Some(obtenue);
            }
        }
        if valeurs.iter().all(Option::is_some) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    valeurs.into_iter().flatten().collect()
}
