// faute   : attend encore une milliseconde une fois les deux finis
// message : quelque chose s'ajoute aux deux futures

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let valeurs = tokio::join!(a, b);
    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    valeurs
}
