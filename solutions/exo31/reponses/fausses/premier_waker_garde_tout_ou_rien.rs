// faute   : garde le premier waker reçu : si le future change de tâche, le réveil se perd
// message : c'est le waker qu'il vient de recevoir qui compte
// test    : etape2::aucun_reveil_ne_se_perd

use std::task::{Context, Poll, Waker};

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    let mut f = Box::pin(async { tokio::try_join!(a, b) });
    let mut premier: Option<Waker> = None;
    std::future::poll_fn(move |cx| {
        let premier = premier.get_or_insert_with(|| cx.waker().clone());
        f.as_mut().poll(&mut Context::from_waker(premier))
    })
    .await
}
