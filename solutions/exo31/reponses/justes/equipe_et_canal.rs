// Une file commune, autant d'équipiers que de places, les valeurs par un canal.
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    // Deux canaux ne servent à rien ici, mais ne nuisent pas.
    let (tx_a, rx_a) = tokio::sync::oneshot::channel();
    let (tx_b, rx_b) = tokio::sync::oneshot::channel();
    tokio::join!(
        async {
            tokio::task::yield_now().await;
            let _ = tx_a.send(a.await);
        },
        async {
            let _ = tx_b.send(b.await);
        },
    );
    (rx_a.await.ok().unwrap(), rx_b.await.ok().unwrap())
}

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    let (echouer, mut echecs) = mpsc::channel(2);
    let echouer = &echouer;
    let surveiller_a = async {
        match a.await {
            Ok(valeur) => valeur,
            Err(erreur) => {
                let _ = echouer.send(erreur).await;
                std::future::pending().await
            }
        }
    };
    let surveiller_b = async {
        match b.await {
            Ok(valeur) => valeur,
            Err(erreur) => {
                let _ = echouer.send(erreur).await;
                std::future::pending().await
            }
        }
    };
    tokio::select! {
        valeurs = async { tokio::join!(surveiller_a, surveiller_b) } => Ok(valeurs),
        Some(erreur) = echecs.recv() => Err(erreur),
    }
}

type Charge = Box<dyn std::any::Any + Send>;

/// La valeur du future, ou la charge de sa panique.
async fn sans_paniquer<F: Future>(futur: F) -> Result<F::Output, Charge> {
    let mut futur = pin!(futur);
    std::future::poll_fn(
        |cx| match catch_unwind(AssertUnwindSafe(|| futur.as_mut().poll(cx))) {
            Ok(etat) => etat.map(Ok),
            Err(charge) => Poll::Ready(Err(charge)),
        },
    )
    .await
}

async fn equipe<T, F>(futures: Vec<F>, equipiers: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut valeurs: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    let file = Arc::new(Mutex::new(futures.into_iter().enumerate()));
    let (tx, mut rx) = mpsc::unbounded_channel();
    let mut taches = JoinSet::new();
    for _ in 0..equipiers {
        let (file, tx) = (Arc::clone(&file), tx.clone());
        taches.spawn(async move {
            loop {
                let suivant = file.lock().unwrap().next();
                let Some((rang, futur)) = suivant else { break };
                let _ = tx.send((rang, sans_paniquer(futur).await));
            }
        });
    }
    drop(tx);
    while let Some((rang, issue)) = rx.recv().await {
        match issue {
            Ok(valeur) => valeurs[rang] = Some(valeur),
            Err(charge) => resume_unwind(charge),
        }
    }
    valeurs.into_iter().flatten().collect()
}

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let nombre = futures.len();
    equipe(futures, nombre).await
}

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let equipiers = limite.max(1).min(futures.len());
    equipe(futures, equipiers).await
}

fn main() {}
