// faute   : thread attendu par un `join` bloquant
// message : attend sa fin sans `.await`

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    match std::thread::spawn(travail).join() {
        Ok(valeur) => valeur,
        Err(charge) => std::panic::resume_unwind(charge),
    }
}
