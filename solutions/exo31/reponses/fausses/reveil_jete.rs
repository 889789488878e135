// faute   : interroge `b` avec un waker qui ne réveille personne
// message : il attend toujours, et plus rien ne peut le réveiller
// message : l'un des futures n'est interrogé qu'une fois l'autre fini
// test    : etape1::des_futures_deja_prets_n_attendent_rien

use std::task::{Context, Poll, Waker};

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let (mut a, mut b) = (std::pin::pin!(a), std::pin::pin!(b));
    let (mut va, mut vb) = (None, None);
    std::future::poll_fn(move |cx| {
        if va.is_none() {
            if let Poll::Ready(valeur) = a.as_mut().poll(cx) {
                va = Some(valeur);
            }
        }
        if vb.is_none() {
            if let Poll::Ready(valeur) = b.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                vb = Some(valeur);
            }
        }
        match (va.take(), vb.take()) {
            (Some(a), Some(b)) => Poll::Ready((a, b)),
            (a, b) => {
                (va, vb) = (a, b);
                Poll::Pending
            }
        }
    })
    .await
}
