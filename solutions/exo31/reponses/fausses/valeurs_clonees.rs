// faute   : `vec![None; n]` demande `Clone`, que `T` n'a pas
// compilateur : E0277
// message : `Option<T>: Clone` is not satisfied

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut valeurs: Vec<Option<T>> = vec![None; futures.len()];
    let taches: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    for (valeur, tache) in valeurs.iter_mut().zip(taches) {
        *valeur = Some(tache.await.unwrap());
    }
    valeurs.into_iter().flatten().collect()
}
