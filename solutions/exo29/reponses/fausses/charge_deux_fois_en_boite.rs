// faute   : la charge de la panique est mise dans une seconde boîte
// message : une boîte dans une boîte

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    match tokio::task::spawn_blocking(travail).await {
        Ok(valeur) => valeur,
        Err(erreur) => std::panic::resume_unwind(Box::new(erreur.into_panic())),
    }
}
