//! Mesurer le temps de Tokio, et lancer des tâches qu'il ne fait compiler qu'une fois.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::{Boite, Jauge, Temoin, frise};

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
pub fn chronometrer<'a, F: Future + 'a>(futur: F) -> Boite<'a, (F::Output, Duration)> {
    // Dans le tas : recopié d'enveloppe en enveloppe, un gros future déborderait la pile d'un test.
    Box::pin(chronometrer_boite(Box::pin(futur)))
}

async fn chronometrer_boite<T>(futur: Boite<'_, T>) -> (T, Duration) {
    let _attente = frise::Attente::commencer(false);
    let debut = Instant::now();
    let valeur = futur.await;
    (valeur, debut.elapsed())
}

/// Comme `tokio::spawn`, mais tout ce qu'une tâche fait compiler à Tokio l'est ici, une fois pour toutes.
pub fn lancer(futur: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    lancer_boite(Box::pin(futur))
}

/// De même, sous ce nom dans la frise du test.
pub fn lancer_sous(nom: &str, futur: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    lancer_boite_sous(nom, Box::pin(futur))
}

fn lancer_boite_sous(nom: &str, futur: Pin<Box<dyn Future<Output = ()> + Send>>) -> JoinHandle<()> {
    lancer_boite(Box::pin(Temoin::nomme(nom).autour_de(futur)))
}

fn lancer_boite(futur: Pin<Box<dyn Future<Output = ()> + Send>>) -> JoinHandle<()> {
    tokio::spawn(futur)
}

/// Comme `tokio::task::spawn_blocking`, de même compilé une fois.
pub fn lancer_bloquant(travail: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    lancer_bloquant_boite(Box::new(travail))
}

fn lancer_bloquant_boite(travail: Box<dyn FnOnce() + Send>) -> JoinHandle<()> {
    tokio::task::spawn_blocking(travail)
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
        let frise = Jauge::nommee("métronome");
        let tache = lancer(async move {
            loop {
                sleep(periode).await;
                drop(frise.entrer());
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
