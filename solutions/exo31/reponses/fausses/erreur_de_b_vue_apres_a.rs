// faute   : l'erreur de `b` n'est regardée qu'une fois `a` fini
// message : l'autre future étant allé jusqu'au bout

use std::task::Poll;

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    let (mut a, mut b) = (std::pin::pin!(a), std::pin::pin!(b));
    let (mut va, mut vb) = (None, None);
    std::future::poll_fn(move |cx| {
        if va.is_none() {
            match a.as_mut().poll(cx) {
                Poll::Ready(Err(erreur)) => return Poll::Ready(Err(erreur)),
                Poll::Ready(Ok(valeur)) => va = Some(valeur),
                Poll::Pending => {}
            }
        }
        if vb.is_none() {
            if let Poll::Ready(issue) = b.as_mut().poll(cx) {
                vb = Some(issue);
            }
        }
        if va.is_none() || vb.is_none() {
            return Poll::Pending;
        }
        Poll::Ready(vb.take().unwrap().map(|b| (va.take().unwrap(), b)))
    })
    .await
}
