// faute   : `block_in_place` quand le runtime a plusieurs threads : les autres branches du `join!` sont figées
// message : occupe un thread du runtime
// test    : etape4::le_travail_laisse_libres_tous_les_threads_du_runtime

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    use tokio::runtime::{Handle, RuntimeFlavor};
    if Handle::current().runtime_flavor() == RuntimeFlavor::MultiThread {
        return tokio::task::block_in_place(travail);
    }
    match tokio::task::spawn_blocking(travail).await {
        Ok(valeur) => valeur,
        Err(erreur) => std::panic::resume_unwind(erreur.into_panic()),
    }
}
