// faute   : interroge encore un future qui a déjà rendu sa valeur
// message : un future terminé n'est plus interrogé

use std::task::Poll;

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let (mut a, mut b) = (std::pin::pin!(a), std::pin::pin!(b));
    std::future::poll_fn(move |cx| match (a.as_mut().poll(cx), b.as_mut().poll(cx)) {
        (Poll::Ready(a), Poll::Ready(b)) => Poll::Ready((a, b)),
        _ => Poll::Pending,
    })
    .await
}
