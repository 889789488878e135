// faute   : répartit d'avance les futures entre les places
// message : ne réserve pas d'avance les suivants à une place

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let nombre = limite.max(1).min(futures.len());
    let mut files: Vec<Vec<(usize, F)>> = (0..nombre).map(|_| Vec::new()).collect();
    for (rang, futur) in futures.into_iter().enumerate() {
        files[rang % nombre].push((rang, futur));
    }
    let mut places = tokio::task::JoinSet::new();
    for file in files {
        places.spawn(async move {
            let mut finis = Vec::new();
            for (rang, futur) in file {
                finis.push((rang, futur.await));
            }
            finis
        });
    }
    let mut finis = Vec::new();
    while let Some(fin) = places.join_next().await {
        finis.extend(fin.unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())));
    }
    finis.sort_by_key(|(rang, _)| *rang);
    finis.into_iter().map(|(_, valeur)| valeur).collect()
}
