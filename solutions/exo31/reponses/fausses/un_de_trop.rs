// faute   : `<=` au lieu de `<` : un future de trop
// message : (`<` ou `<=` ?)

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut suite = futures.into_iter().enumerate();
    let mut taches = tokio::task::JoinSet::new();
    let mut finis = Vec::new();
    while taches.len() <= limite.max(1) {
        let Some((rang, futur)) = suite.next() else {
            break;
        };
        taches.spawn(async move { (rang, futur.await) });
    }
    while let Some(fin) = taches.join_next().await {
        finis.push(fin.unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())));
        if let Some((rang, futur)) = suite.next() {
            taches.spawn(async move { (rang, futur.await) });
        }
    }
    finis.sort_by_key(|(rang, _)| *rang);
    finis.into_iter().map(|(_, valeur)| valeur).collect()
}
