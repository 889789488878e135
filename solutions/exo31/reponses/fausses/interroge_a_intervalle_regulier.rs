// faute   : interroge les futures toutes les 10 ms
// message : à intervalle régulier

use std::task::Poll;

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let (mut a, mut b) = (std::pin::pin!(a), std::pin::pin!(b));
    let (mut va, mut vb) = (None, None);
    loop {
        std::future::poll_fn(|cx| {
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
            Poll::Ready(())
        })
        .await;
        match (va.take(), vb.take()) {
            (Some(a), Some(b)) => return (a, b),
            reste => (va, vb) = reste,
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}
