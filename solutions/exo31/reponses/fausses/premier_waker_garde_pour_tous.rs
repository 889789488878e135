// faute   : garde le premier waker reçu : si le future change de tâche, le réveil se perd
// message : c'est le waker qu'il vient de recevoir qui compte
// test    : etape3::aucun_reveil_ne_se_perd

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut f = Box::pin(async {
        let t: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
        let mut v = Vec::new();
        for t in t {
            v.push(
                t.await
                    .unwrap_or_else(|e| std::panic::resume_unwind(e.into_panic())),
            )
        }
        v
    });
    let mut premier: Option<std::task::Waker> = None;
    std::future::poll_fn(move |cx| {
        let premier = premier.get_or_insert_with(|| cx.waker().clone());
        f.as_mut()
            .poll(&mut std::task::Context::from_waker(premier))
    })
    .await
}
