// faute   : l'opération est attendue jusqu'au bout, puis sa durée comparée
// message : regarder l'heure après coup

use tokio::time::Instant;

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    let depart = Instant::now();
    let valeur = operation.await;
    (depart.elapsed() <= limite).then_some(valeur)
}
