// faute   : la panique n'est relancée qu'une fois tous les autres finis, même ceux qui suivent
// message : attend encore un autre future, placé après lui
// test    : etape4::la_panique_d_un_future_arrive_intacte

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut suite = futures.into_iter().enumerate();
    let mut equipe = tokio::task::JoinSet::new();
    for (i, f) in suite.by_ref().take(limite.max(1)) {
        equipe.spawn(async move { (i, f.await) });
    }
    let (mut ok, mut panique) = (std::collections::BTreeMap::new(), None);
    while let Some(r) = equipe.join_next().await {
        match r {
            Ok((i, v)) => {
                ok.insert(i, v);
            }
            Err(e) => {
                panique.get_or_insert(e);
            }
        }
        if let Some((i, f)) = suite.next() {
            equipe.spawn(async move { (i, f.await) });
        }
    }
    if let Some(e) = panique {
        std::panic::resume_unwind(e.into_panic())
    }
    ok.into_values().collect()
}
