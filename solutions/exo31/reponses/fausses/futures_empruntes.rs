// faute   : `iter()` ne fait que prêter les futures : `spawn` veut les posséder
// compilateur : E0277
// message : is not a future

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let taches: Vec<_> = futures.iter().map(|futur| tokio::spawn(futur)).collect();
    let mut valeurs = Vec::new();
    for tache in taches {
        valeurs.push(tache.await.unwrap());
    }
    valeurs
}
