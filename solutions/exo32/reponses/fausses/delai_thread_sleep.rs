// faute   : la limite est un thread endormi, même depuis `spawn_blocking`
// message : le temps réel a passé

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    let limite = tokio::task::spawn_blocking(move || std::thread::sleep(limite));
    tokio::select! { biased; valeur = operation => Some(valeur), _ = limite => None }
}
