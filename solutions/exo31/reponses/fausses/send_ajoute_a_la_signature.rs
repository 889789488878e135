// faute   : `Send` et `'static` ajoutés à la signature, comme le compilateur le propose pour `spawn`
// compilateur : E0277
// message : signature fixée : async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B)

async fn attendre_les_deux<A: Send + 'static, B: Send + 'static>(
    a: impl Future<Output = A> + Send + 'static,
    b: impl Future<Output = B> + Send + 'static,
) -> (A, B) {
    let a = tokio::spawn(a);
    let b = tokio::spawn(b);
    (a.await.unwrap(), b.await.unwrap())
}
