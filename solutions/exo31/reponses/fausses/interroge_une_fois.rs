// faute   : démarre les deux futures d'un `poll`, puis les attend l'un après l'autre
// message : l'un des futures n'est interrogé qu'une fois l'autre fini

use std::task::Poll;

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let mut a = std::pin::pin!(tokio::time::timeout(std::time::Duration::MAX, a));
    let mut b = std::pin::pin!(b);
    let mut deja = None;
    std::future::poll_fn(|cx| {
        if let Poll::Ready(valeur) = b.as_mut().poll(cx) {
            deja = Some(valeur);
        }
        Poll::Ready(())
    })
    .await;
    let Ok(de_a) = a.as_mut().await else {
        unreachable!()
    };
    let de_b = match deja {
        Some(valeur) => valeur,
        None => b.await,
    };
    (de_a, de_b)
}
