// faute   : garde le premier waker reçu : si le future change de tâche, le réveil se perd
// message : c'est le waker qu'il vient de recevoir qui compte
// test    : etape1::aucun_reveil_ne_se_perd

use std::task::{Context, Poll, Waker};

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    let (mut t, mut l) = (Box::pin(tortue), Box::pin(lievre));
    let mut w: Option<Waker> = None;
    std::future::poll_fn(|cx| {
        let w = w.get_or_insert_with(|| cx.waker().clone());
        let mut cx = Context::from_waker(w);
        if t.as_mut().poll(&mut cx).is_ready() {
            return Poll::Ready(Gagnant::Tortue);
        }
        if l.as_mut().poll(&mut cx).is_ready() {
            return Poll::Ready(Gagnant::Lievre);
        }
        Poll::Pending
    })
    .await
}
