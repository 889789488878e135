// faute   : un minuteur neuf à chaque réveil du travail
// message : repart-il de zéro à chaque réveil
// test    : etape4::les_reveils_du_travail_ne_repoussent_pas_les_signaux

use std::future::poll_fn;
use std::task::Poll;
use tokio::time::{Instant, sleep};

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let mut travail = pin!(travail);
    let mut numero = 0;
    let mut minuteur = Box::pin(sleep(periode));
    poll_fn(|cx| {
        if let Poll::Ready(valeur) = travail.as_mut().poll(cx) {
            return Poll::Ready(valeur);
        }
        if Instant::now() >= minuteur.deadline() {
            numero += 1;
            signaler(numero);
        }
        minuteur.set(sleep(periode));
        let _ = minuteur.as_mut().poll(cx);
        Poll::Pending
    })
    .await
}
