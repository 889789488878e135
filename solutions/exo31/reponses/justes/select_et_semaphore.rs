// `select!` pour deux futures ; un `JoinSet` et un sémaphore pour la limite.
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::pin;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    pin!(a, b);
    tokio::select! {
        de_a = &mut a => (de_a, b.await),
        de_b = &mut b => (a.await, de_b),
    }
}

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    pin!(a, b);
    let (mut de_a, mut de_b) = (None, None);
    while de_a.is_none() || de_b.is_none() {
        tokio::select! {
            issue = &mut a, if de_a.is_none() => de_a = Some(issue?),
            issue = &mut b, if de_b.is_none() => de_b = Some(issue?),
        }
    }
    Ok(de_a.zip(de_b).unwrap())
}

async fn recolter<T: 'static>(mut taches: JoinSet<(usize, T)>) -> Vec<T> {
    let mut valeurs = BTreeMap::new();
    while let Some(fin) = taches.join_next().await {
        match fin {
            Ok((rang, valeur)) => valeurs.insert(rang, valeur),
            Err(erreur) => std::panic::resume_unwind(erreur.into_panic()),
        };
    }
    valeurs.into_values().collect()
}

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut taches = JoinSet::new();
    for (rang, futur) in futures.into_iter().enumerate() {
        taches.spawn(async move { (rang, futur.await) });
    }
    recolter(taches).await
}

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    // Un sémaphore ne va pas jusqu'à `usize::MAX`.
    let places = Arc::new(Semaphore::new(limite.clamp(1, Semaphore::MAX_PERMITS)));
    let mut taches = JoinSet::new();
    for (rang, futur) in futures.into_iter().enumerate() {
        let places = Arc::clone(&places);
        taches.spawn(async move {
            let _place = places.acquire().await.expect("jamais fermé");
            (rang, futur.await)
        });
    }
    recolter(taches).await
}

fn main() {}
