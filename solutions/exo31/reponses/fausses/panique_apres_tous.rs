// faute   : la panique n'est relancée qu'une fois tous les autres finis, même ceux qui suivent
// message : attend encore un autre future, placé après lui
// test    : etape3::la_panique_d_un_future_arrive_intacte

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let taches: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    let mut issues = Vec::new();
    for t in taches {
        issues.push(t.await);
    }
    issues
        .into_iter()
        .map(|issue| issue.unwrap_or_else(|e| std::panic::resume_unwind(e.into_panic())))
        .collect()
}
