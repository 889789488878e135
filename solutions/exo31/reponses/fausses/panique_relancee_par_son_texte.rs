// faute   : une panique qui portait un texte est relancée par `panic!` : la charge change de type
// étape   : 3
// message : le même texte, « plus de farine », dans une autre charge
// test    : etape3::la_panique_d_un_future_arrive_intacte

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    tokio::join!(a, b)
}

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    tokio::try_join!(a, b)
}

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let taches: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    let mut valeurs = Vec::new();
    for tache in taches {
        match tache.await.map_err(|erreur| erreur.into_panic()) {
            Ok(valeur) => valeurs.push(valeur),
            Err(charge) => match charge.downcast_ref::<&str>() {
                Some(texte) => panic!("{texte}"),
                None => std::panic::resume_unwind(charge),
            },
        }
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
