// faute   : un runtime créé dans du code async, et lâché à la fin de l'appel
// message : Cannot drop a runtime
// message : attendrait ses threads

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let runtime = tokio::runtime::Runtime::new().unwrap();
    match runtime.spawn_blocking(travail).await {
        Ok(valeur) => valeur,
        Err(erreur) => std::panic::resume_unwind(erreur.into_panic()),
    }
}
