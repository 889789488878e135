// faute   : un verrou ne laisse passer qu'un travail à la fois
// message : sans attendre celui d'avant
// test    : etape4::deux_travaux_bloquants_tournent_en_meme_temps

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    static TOUR: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _tour = TOUR.lock().await;
    match tokio::task::spawn_blocking(travail).await {
        Ok(valeur) => valeur,
        Err(erreur) => std::panic::resume_unwind(erreur.into_panic()),
    }
}
