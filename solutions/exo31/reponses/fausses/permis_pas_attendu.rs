// faute   : le permis est demandé, et n'est jamais attendu : sans `.await`, `acquire` n'en prend aucun
// message : si `acquire` n'est pas attendu, ce n'est qu'un future
// test    : etape4::une_place_liberee_est_reprise_aussitot

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
        let places = Arc::clone(&places);
        taches.spawn(async move {
            let _permis = places.acquire();
            (rang, futur.await)
        });
    }
    let mut finis = Vec::new();
    while let Some(fin) = taches.join_next().await {
        finis.push(fin.unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())));
    }
    finis.sort_by_key(|(rang, _)| *rang);
    finis.into_iter().map(|(_, valeur)| valeur).collect()
}
