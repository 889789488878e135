// faute   : l'émetteur d'origine reste en vie : le canal ne se ferme jamais
// étape   : 3
// message : celui d'origine compris
// test    : etape3::un_ensemble_vide_rend_un_ensemble_vide

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
    let (tx, mut rx) = tokio::sync::mpsc::unbounded_channel();
    let mut taches = tokio::task::JoinSet::new();
    let mut valeurs: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    for (rang, futur) in futures.into_iter().enumerate() {
        let tx = tx.clone();
        taches.spawn(async move {
            let _ = tx.send((rang, futur.await));
        });
    }
    while let Some((rang, valeur)) = rx.recv().await {
        valeurs[rang] = Some(valeur);
    }
    while let Some(fin) = taches.join_next().await {
        fin.unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic()));
    }
    valeurs.into_iter().flatten().collect()
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
