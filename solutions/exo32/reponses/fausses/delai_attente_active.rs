// faute   : une boucle regarde l'heure sans cesse
// message : attente active

use std::future::poll_fn;
use std::task::Poll;
use tokio::time::Instant;

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    let depart = Instant::now();
    let mut operation = pin!(operation);
    loop {
        if let Poll::Ready(valeur) = poll_fn(|cx| Poll::Ready(operation.as_mut().poll(cx))).await {
            return Some(valeur);
        }
        if depart.elapsed() >= limite {
            return None;
        }
        tokio::task::yield_now().await;
    }
}
