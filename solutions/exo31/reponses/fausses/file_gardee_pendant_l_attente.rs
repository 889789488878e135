// faute   : le garde de la file vit pendant tout le corps du `while let` : un ouvrier à la fois
// message : le garde pris dans un `while let` ou un `match` vit

use std::sync::Arc;
use tokio::sync::Mutex;

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let combien = futures.len();
    let file = Arc::new(Mutex::new(futures.into_iter().enumerate()));
    let mut ouvriers = tokio::task::JoinSet::new();
    for _ in 0..limite.clamp(1, combien.max(1)) {
        let file = Arc::clone(&file);
        ouvriers.spawn(async move {
            let mut faits = Vec::new();
            while let Some((rang, futur)) = file.lock().await.next() {
                faits.push((rang, futur.await));
            }
            faits
        });
    }
    let mut finis = Vec::new();
    while let Some(fin) = ouvriers.join_next().await {
        finis.extend(fin.unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())));
    }
    finis.sort_by_key(|(rang, _)| *rang);
    finis.into_iter().map(|(_, valeur)| valeur).collect()
}
