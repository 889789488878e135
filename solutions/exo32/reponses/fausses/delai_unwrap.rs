// faute   : `unwrap` sur la limite passée
// message : la limite passée n'est pas une panne

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    let valeur = timeout(limite, operation).await.unwrap();
    Some(valeur)
}
