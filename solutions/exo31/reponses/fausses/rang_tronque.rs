// faute   : le rang de chacun tient dans un `u8`
// message : le rang de chacun est tronqué
// test    : etape3::un_ou_mille_futures_durent_le_temps_du_plus_long

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut taches = tokio::task::JoinSet::new();
    for (rang, futur) in futures.into_iter().enumerate() {
        taches.spawn(async move { (rang as u8, futur.await) });
    }
    let mut finis = Vec::new();
    while let Some(fin) = taches.join_next().await {
        finis.push(fin.unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())));
    }
    finis.sort_by_key(|(rang, _)| *rang);
    finis.into_iter().map(|(_, valeur)| valeur).collect()
}
