// faute   : le permis n'est rendu qu'après un succès : une panique le garde
// message : quelque chose qu'il devait rendre (un permis

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
            places.acquire().await.unwrap().forget();
            let valeur = futur.await;
            places.add_permits(1);
            (rang, valeur)
        });
    }
    let mut finis = Vec::new();
    let mut panique = None;
    while let Some(fin) = taches.join_next().await {
        match fin {
            Ok(fini) => finis.push(fini),
            Err(erreur) => panique = Some(erreur.into_panic()),
        }
    }
    if let Some(panique) = panique {
        std::panic::resume_unwind(panique);
    }
    finis.sort_by_key(|(rang, _)| *rang);
    finis.into_iter().map(|(_, valeur)| valeur).collect()
}
