// faute   : travail bloquant appelé directement
// message : `travail` tourne sur le thread du runtime

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    travail()
}
