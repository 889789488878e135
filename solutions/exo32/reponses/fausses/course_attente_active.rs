// faute   : une boucle interroge les deux sans attendre de réveil
// message : attente active

use std::future::poll_fn;
use std::task::Poll;

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    let (mut tortue, mut lievre) = (pin!(tortue), pin!(lievre));
    loop {
        let vu = poll_fn(|cx| {
            Poll::Ready(if tortue.as_mut().poll(cx).is_ready() {
                Some(Gagnant::Tortue)
            } else if lievre.as_mut().poll(cx).is_ready() {
                Some(Gagnant::Lievre)
            } else {
                None
            })
        })
        .await;
        if let Some(gagnant) = vu {
            return gagnant;
        }
        tokio::task::yield_now().await;
    }
}
