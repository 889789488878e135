// faute   : attend chaque future avant de donner les valeurs à `join!`
// message : donne les futures eux-mêmes, sans

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let a = a.await;
    let b = b.await;
    tokio::join!(async { a }, async { b })
}
