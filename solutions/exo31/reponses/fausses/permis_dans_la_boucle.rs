// faute   : le permis vit dans la boucle qui démarre les tâches, pas dans les tâches
// message : rien ne retient les futures

use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let places = Arc::new(Semaphore::new(limite.clamp(1, Semaphore::MAX_PERMITS)));
    let mut taches = JoinSet::new();
    for (rang, futur) in futures.into_iter().enumerate() {
        let _place = places.acquire().await.unwrap();
        taches.spawn(async move { (rang, futur.await) });
    }
    let mut finis = Vec::new();
    while let Some(fin) = taches.join_next().await {
        finis.push(fin.unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())));
    }
    finis.sort_by_key(|(rang, _)| *rang);
    finis.into_iter().map(|(_, valeur)| valeur).collect()
}
