// faute   : le lièvre n'est interrogé qu'une fois
// message : les deux

use std::future::poll_fn;
use std::task::Poll;

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    let (mut tortue, mut lievre) = (pin!(tortue), pin!(lievre));
    let mut premier = true;
    poll_fn(|cx| {
        if std::mem::take(&mut premier) && lievre.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Gagnant::Lievre);
        }
        tortue.as_mut().poll(cx).map(|()| Gagnant::Tortue)
    })
    .await
}
