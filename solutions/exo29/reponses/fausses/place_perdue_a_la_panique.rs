// faute   : dix places, et un travail qui panique ne rend pas la sienne
// message : rend ce qu'il a pris
// test    : etape4::la_panique_du_travail_arrive_intacte

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    static PLACES: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(10);
    let place = PLACES.acquire().await.expect("jamais fermé");
    place.forget();
    match tokio::task::spawn_blocking(travail).await {
        Ok(valeur) => {
            PLACES.add_permits(1);
            valeur
        }
        Err(erreur) => std::panic::resume_unwind(erreur.into_panic()),
    }
}
