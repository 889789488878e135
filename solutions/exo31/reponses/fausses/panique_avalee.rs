// faute   : ignore les tâches qui ont paniqué
// message : une tâche qui panique rend une `JoinError` : ne la jette pas

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let taches: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    let mut valeurs = Vec::new();
    for tache in taches {
        if let Ok(valeur) = tache.await {
            valeurs.push(valeur);
        }
    }
    valeurs
}
