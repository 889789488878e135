// faute   : se réveille soi-même à chaque `poll` au lieu d'attendre
// message : une boucle interroge sans cesse

use std::task::Poll;

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
            if let Poll::Ready(valeur) = b.as_mut().poll(cx) {
                vb = Some(valeur);
            }
        }
        if va.is_some() && vb.is_some() {
            return Poll::Ready((va.take().unwrap(), vb.take().unwrap()));
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await
}
