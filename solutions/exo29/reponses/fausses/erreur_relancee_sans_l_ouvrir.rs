// faute   : c'est la `JoinError` entière qui est relancée, pas la charge qu'elle contient
// message : c'est la `JoinError` elle-même

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    match tokio::task::spawn_blocking(travail).await {
        Ok(valeur) => valeur,
        Err(erreur) => std::panic::resume_unwind(Box::new(erreur)),
    }
}
