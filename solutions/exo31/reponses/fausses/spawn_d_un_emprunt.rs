// faute   : confie à `tokio::spawn` des futures ni `Send` ni `'static`
// compilateur : E0277
// message : cannot be sent between threads safely

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let a = tokio::spawn(a);
    let b = tokio::spawn(b);
    (a.await.unwrap(), b.await.unwrap())
}
