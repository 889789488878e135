// Sans macro ni tâche : tout avance dans l'appelant, interrogé à la main.
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut va, mut vb) = (None, None);
    poll_fn(|cx| {
        // `b` d'abord : l'ordre est libre.
        if vb.is_none() {
            if let Poll::Ready(valeur) = b.as_mut().poll(cx) {
                vb = Some(valeur);
            }
        }
        if va.is_none() {
            if let Poll::Ready(valeur) = a.as_mut().poll(cx) {
                va = Some(valeur);
            }
        }
        if va.is_some() && vb.is_some() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    (va.unwrap(), vb.unwrap())
}

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    let (mut a, mut b) = (Box::pin(a), Box::pin(b));
    let (mut va, mut vb) = (None, None);
    poll_fn(|cx| {
        if vb.is_none() {
            match b.as_mut().poll(cx) {
                Poll::Ready(Ok(valeur)) => vb = Some(valeur),
                Poll::Ready(Err(erreur)) => return Poll::Ready(Err(erreur)),
                Poll::Pending => {}
            }
        }
        if va.is_none() {
            match a.as_mut().poll(cx) {
                Poll::Ready(Ok(valeur)) => va = Some(valeur),
                Poll::Ready(Err(erreur)) => return Poll::Ready(Err(erreur)),
                Poll::Pending => {}
            }
        }
        match (va.take(), vb.take()) {
            (Some(a), Some(b)) => Poll::Ready(Ok((a, b))),
            (a, b) => {
                (va, vb) = (a, b);
                Poll::Pending
            }
        }
    })
    .await
}

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let nombre = futures.len();
    fenetre(futures, nombre).await
}

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    fenetre(futures, limite.max(1)).await
}

/// Garde au plus `limite` futures épinglés à la fois ; le dernier de la liste part le premier.
async fn fenetre<F: Future>(futures: Vec<F>, limite: usize) -> Vec<F::Output> {
    let mut valeurs: Vec<Option<F::Output>> = futures.iter().map(|_| None).collect();
    let mut attente: Vec<(usize, F)> = futures.into_iter().enumerate().collect();
    let mut en_cours: Vec<(usize, Pin<Box<F>>)> = Vec::new();
    poll_fn(|cx| {
        let mut i = 0;
        loop {
            while en_cours.len() < limite {
                let Some((rang, futur)) = attente.pop() else {
                    break;
                };
                en_cours.push((rang, Box::pin(futur)));
            }
            let Some((rang, futur)) = en_cours.get_mut(i) else {
                break;
            };
            match futur.as_mut().poll(cx) {
                Poll::Ready(valeur) => {
                    valeurs[*rang] = Some(valeur);
                    en_cours.swap_remove(i);
                }
                Poll::Pending => i += 1,
            }
        }
        if en_cours.is_empty() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    valeurs.into_iter().map(Option::unwrap).collect()
}

fn main() {}
