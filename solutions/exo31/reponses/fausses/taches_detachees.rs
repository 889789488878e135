// faute   : un `Vec<JoinHandle>` lâché laisse courir toutes ses tâches
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
        valeurs.push(
            tache
                .await
                .unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())),
        );
    }
    valeurs
}
