// faute   : garde le premier waker reçu : si le future change de tâche, le réveil se perd
// message : c'est le waker qu'il vient de recevoir qui compte
// test    : etape4::aucun_reveil_ne_se_perd

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut f = Box::pin(async {
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
    });
    let mut premier: Option<std::task::Waker> = None;
    std::future::poll_fn(move |cx| {
        let premier = premier.get_or_insert_with(|| cx.waker().clone());
        f.as_mut()
            .poll(&mut std::task::Context::from_waker(premier))
    })
    .await
}
