// faute   : la charge d'une panique de texte est recopiée en `String`
// message : une charge `&str` arrive en `&str`
// message : relance la boîte reçue sans l'ouvrir
// test    : etape4::la_panique_du_travail_arrive_intacte

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    match tokio::task::spawn_blocking(travail).await {
        Ok(valeur) => valeur,
        Err(erreur) => {
            let charge = erreur.into_panic();
            if let Some(texte) = charge.downcast_ref::<&str>() {
                std::panic::resume_unwind(Box::new((*texte).to_owned()));
            }
            std::panic::resume_unwind(charge)
        }
    }
}
