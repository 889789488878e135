// faute   : seule la tâche attendue est arrêtée à l'annulation, les autres restent détachées
// message : des tâches continuent sans toi et se passent les places

use std::sync::Arc;
use tokio::sync::Semaphore;

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let places = Arc::new(Semaphore::new(limite.clamp(1, Semaphore::MAX_PERMITS)));
    let mut taches = Vec::new();
    for futur in futures {
        let places = Arc::clone(&places);
        taches.push(tokio::spawn(async move {
            let _place = places.acquire_owned().await.unwrap();
            futur.await
        }));
    }
    let mut valeurs = Vec::new();
    for tache in taches {
        let mut tache = Garde(tache);
        valeurs.push(
            (&mut tache.0)
                .await
                .unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())),
        );
    }
    valeurs
}

/// Arrête sa tâche quand on la lâche.
struct Garde<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for Garde<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
