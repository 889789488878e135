// faute   : garde le premier waker reçu : si le future change de tâche, le réveil se perd
// message : c'est le waker qu'il vient de recevoir qui compte
// test    : etape1::seul_le_dernier_a_interroger_l_appel_est_reveille

use std::pin::pin;
use std::task::{Context, Poll};

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut va, mut vb, mut premier) = (None, None, None);
    std::future::poll_fn(|cx| {
        let cx = &mut Context::from_waker(premier.get_or_insert_with(|| cx.waker().clone()));
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
        match (va.take(), vb.take()) {
            (Some(a), Some(b)) => Poll::Ready((a, b)),
            reste => {
                (va, vb) = reste;
                Poll::Pending
            }
        }
    })
    .await
}
