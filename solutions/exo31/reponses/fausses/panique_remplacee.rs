// faute   : `expect` sur l'erreur d'une tâche qui a paniqué
// message : `unwrap`, `expect` ou `panic!` déclenchent une nouvelle panique
// test    : etape4::la_panique_d_un_future_arrive_intacte

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut suite = futures.into_iter().enumerate();
    let mut taches = tokio::task::JoinSet::new();
    let mut finis = Vec::new();
    for (rang, futur) in suite.by_ref().take(limite.max(1)) {
        taches.spawn(async move { (rang, futur.await) });
    }
    while let Some(fin) = taches.join_next().await {
        finis.push(fin.expect("la tâche a paniqué"));
        if let Some((rang, futur)) = suite.next() {
            taches.spawn(async move { (rang, futur.await) });
        }
    }
    finis.sort_by_key(|(rang, _)| *rang);
    finis.into_iter().map(|(_, valeur)| valeur).collect()
}
