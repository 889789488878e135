// faute   : chaque valeur écrite à sa place, dans un `Vec` qui n'en a pas encore
// message : `with_capacity` n'en crée aucune

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut valeurs = Vec::with_capacity(futures.len());
    let mut suite = futures.into_iter().enumerate();
    let mut taches = tokio::task::JoinSet::new();
    for (rang, futur) in suite.by_ref().take(limite.max(1)) {
        taches.spawn(async move { (rang, futur.await) });
    }
    while let Some(fin) = taches.join_next().await {
        let (rang, valeur) =
            fin.unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic()));
        valeurs[rang] = valeur;
        if let Some((rang, futur)) = suite.next() {
            taches.spawn(async move { (rang, futur.await) });
        }
    }
    valeurs
}
