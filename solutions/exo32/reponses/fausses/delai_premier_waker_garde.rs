// faute   : garde le premier waker reçu : si le future change de tâche, le réveil se perd
// message : c'est le waker qu'il vient de recevoir qui compte
// test    : etape2::aucun_reveil_ne_se_perd

use std::task::{Context, Poll, Waker};

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    let (mut operation, mut minuteur) = (Box::pin(operation), Box::pin(sleep(limite)));
    let mut premier: Option<Waker> = None;
    std::future::poll_fn(move |cx| {
        let premier = premier.get_or_insert_with(|| cx.waker().clone());
        let mut cx = Context::from_waker(premier);
        if let Poll::Ready(valeur) = operation.as_mut().poll(&mut cx) {
            return Poll::Ready(Some(valeur));
        }
        minuteur.as_mut().poll(&mut cx).map(|()| None)
    })
    .await
}
