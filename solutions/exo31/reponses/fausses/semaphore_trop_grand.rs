// faute   : `Semaphore::new(usize::MAX)` panique
// message : rien ne doit avoir la taille de la limite
// test    : etape4::une_limite_immense_convient

use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let places = Arc::new(Semaphore::new(limite.max(1)));
    let mut taches = JoinSet::new();
    for (rang, futur) in futures.into_iter().enumerate() {
        let places = Arc::clone(&places);
        taches.spawn(async move {
            let _place = places.acquire_owned().await.unwrap();
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
