// faute   : sur un runtime de plusieurs threads, le travail est fait sur l'un d'eux
// message : occupe un thread du runtime
// test    : etape4::le_travail_laisse_libres_tous_les_threads_du_runtime

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let runtime = tokio::runtime::Handle::current();
    let issue = if runtime.metrics().num_workers() > 1 {
        tokio::spawn(async { travail() }).await
    } else {
        tokio::task::spawn_blocking(travail).await
    };
    issue.unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic()))
}
