// faute   : un future seul est confié à une tâche que l'annulation n'arrête pas
// message : les futures abandonnés avancent encore
// test    : etape4::lacher_l_appel_arrete_tous_les_futures

async fn attendre_avec_limite<T, F>(mut futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    if futures.len() == 1 {
        return vec![
            tokio::spawn(futures.remove(0))
                .await
                .unwrap_or_else(|e| std::panic::resume_unwind(e.into_panic())),
        ];
    }
    let mut suite = futures.into_iter().enumerate();
    let mut taches = tokio::task::JoinSet::new();
    let mut finis = Vec::new();
    for (r, f) in suite.by_ref().take(limite.max(1)) {
        taches.spawn(async move { (r, f.await) });
    }
    while let Some(fin) = taches.join_next().await {
        finis.push(fin.unwrap_or_else(|e| std::panic::resume_unwind(e.into_panic())));
        if let Some((r, f)) = suite.next() {
            taches.spawn(async move { (r, f.await) });
        }
    }
    finis.sort_by_key(|(r, _)| *r);
    finis.into_iter().map(|(_, v)| v).collect()
}
