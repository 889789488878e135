// `tout_ou_rien` par `select!`, puis le seul qui reste.

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    tokio::join!(a, b)
}

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    let (mut a, mut b) = (std::pin::pin!(a), std::pin::pin!(b));
    tokio::select! {
        a = &mut a => { let a = a?; Ok((a, b.await?)) }
        b = &mut b => { let b = b?; Ok((a.await?, b)) }
    }
}

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let taches: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    let mut valeurs = Vec::new();
    for tache in taches {
        valeurs.push(
            tache
                .await
                .unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())),
        );
    }
    valeurs
}

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
        finis.push(fin.unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())));
        if let Some((rang, futur)) = suite.next() {
            taches.spawn(async move { (rang, futur.await) });
        }
    }
    finis.sort_by_key(|(rang, _)| *rang);
    finis.into_iter().map(|(_, valeur)| valeur).collect()
}

fn main() {}
