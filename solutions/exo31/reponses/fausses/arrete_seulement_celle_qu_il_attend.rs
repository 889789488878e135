// faute   : seule la tâche attendue est arrêtée à l'annulation, les autres restent détachées
// étape   : 4
// message : des tâches continuent sans toi et se passent les places

use std::sync::Arc;
use tokio::sync::Semaphore;

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    tokio::join!(a, b)
}

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    tokio::try_join!(a, b)
}

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let taches: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    let mut valeurs = Vec::new();
    for tache in taches {
        valeurs.push(
            tache
                .await
                .unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())),
        );
    }
    valeurs
}

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

fn main() {}

/// Arrête sa tâche quand on la lâche.
struct Garde<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for Garde<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
