// faute   : des lots fixes : le suivant attend que tout un lot ait fini
// message : des lots fixes laissent des places vides

use tokio::task::JoinSet;

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut valeurs = Vec::new();
    let mut reste = futures.into_iter();
    loop {
        let mut lot = JoinSet::new();
        for (rang, futur) in reste.by_ref().take(limite.max(1)).enumerate() {
            lot.spawn(async move { (rang, futur.await) });
        }
        if lot.is_empty() {
            return valeurs;
        }
        let mut finis = Vec::new();
        while let Some(fin) = lot.join_next().await {
            finis.push(fin.unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())));
        }
        finis.sort_by_key(|(rang, _)| *rang);
        valeurs.extend(finis.into_iter().map(|(_, valeur)| valeur));
    }
}
