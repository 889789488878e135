// faute   : `panic_any` remet dans une boîte la charge qui était déjà dans la sienne
// message : `Box::new` ou `panic_any` en remettent une autour
// test    : etape4::la_panique_du_travail_arrive_intacte

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    match tokio::task::spawn_blocking(travail).await {
        Ok(valeur) => valeur,
        Err(erreur) => std::panic::panic_any(erreur.into_panic()),
    }
}
