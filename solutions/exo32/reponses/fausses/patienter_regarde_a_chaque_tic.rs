// faute   : le travail n'est interrogé qu'à chaque tic
// message : n'attends ni le tic suivant

use std::future::poll_fn;
use std::task::Poll;

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let mut travail = pin!(travail);
    let mut numero = 0;
    let mut horloge = interval(periode);
    loop {
        horloge.tick().await;
        if numero > 0 {
            signaler(numero);
        }
        numero += 1;
        if let Poll::Ready(valeur) = poll_fn(|cx| Poll::Ready(travail.as_mut().poll(cx))).await {
            return valeur;
        }
    }
}
