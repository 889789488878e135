// faute   : rend les résultats des tâches, pour n'avoir pas à les ouvrir
// compilateur : E0271
// message : signature fixée : async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<Result<T, tokio::task::JoinError>>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let taches: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    let mut issues = Vec::new();
    for tache in taches {
        issues.push(tache.await);
    }
    issues
}
