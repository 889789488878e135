// faute   : `block_on` dans du code async
// message : `block_on` (ou un `blocking_…`) bloque un thread du runtime

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let runtime = tokio::runtime::Handle::current();
    (runtime.block_on(a), runtime.block_on(b))
}
