// Des types qui implémentent `Future` ; des poignées qui arrêtent leur tâche quand on les lâche.
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

/// Un future, puis sa valeur.
enum Etat<F: Future> {
    EnCours(Pin<Box<F>>),
    Fini(Option<F::Output>),
}

impl<F: Future> Etat<F> {
    fn avancer(&mut self, cx: &mut Context<'_>) -> bool {
        if let Etat::EnCours(futur) = self {
            match futur.as_mut().poll(cx) {
                Poll::Ready(valeur) => *self = Etat::Fini(Some(valeur)),
                Poll::Pending => return false,
            }
        }
        true
    }

    fn prendre(&mut self) -> F::Output {
        match self {
            Etat::Fini(valeur) => valeur.take().expect("prise une seule fois"),
            Etat::EnCours(_) => unreachable!(),
        }
    }
}

struct LesDeux<F: Future, G: Future>(Etat<F>, Etat<G>);

impl<F: Future, G: Future> Future for LesDeux<F, G>
where
    F::Output: Unpin,
    G::Output: Unpin,
{
    type Output = (F::Output, G::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let premier = self.0.avancer(cx);
        let second = self.1.avancer(cx);
        if premier && second {
            Poll::Ready((self.0.prendre(), self.1.prendre()))
        } else {
            Poll::Pending
        }
    }
}

/// Une valeur quelconque dans une boîte, donc `Unpin`.
async fn en_boite<F: Future>(futur: F) -> Box<F::Output> {
    Box::new(futur.await)
}

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let a = Etat::EnCours(Box::pin(en_boite(a)));
    let b = Etat::EnCours(Box::pin(en_boite(b)));
    let (a, b) = LesDeux(a, b).await;
    (*a, *b)
}

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    let mut a = Box::pin(a);
    let mut b = Box::pin(b);
    tokio::select! {
        biased;
        issue = &mut b => {
            let de_b = issue?;
            Ok((a.await?, de_b))
        }
        issue = &mut a => {
            let de_a = issue?;
            Ok((de_a, b.await?))
        }
    }
}

/// Une tâche qui s'arrête quand on lâche sa poignée.
struct Tenue<T>(JoinHandle<T>);

impl<T> Drop for Tenue<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn recolter<T>(taches: Vec<Tenue<T>>) -> Vec<T> {
    let mut valeurs = Vec::new();
    let mut taches = taches;
    for tache in &mut taches {
        match (&mut tache.0).await {
            Ok(valeur) => valeurs.push(valeur),
            Err(erreur) => std::panic::resume_unwind(erreur.into_panic()),
        }
    }
    valeurs
}

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    recolter(
        futures
            .into_iter()
            .map(|futur| Tenue(tokio::spawn(futur)))
            .collect(),
    )
    .await
}

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let places = Arc::new(Semaphore::new(limite.clamp(1, futures.len().max(1))));
    let taches = futures.into_iter().map(|futur| {
        let places = places.clone();
        Tenue(tokio::spawn(async move {
            let _place = places.acquire_owned().await;
            futur.await
        }))
    });
    recolter(taches.collect()).await
}

fn main() {}
