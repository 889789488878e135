// faute   : seules les charges `String` sont lues
// message : un `&str`, n'a pas été reconnue

async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    match tache.await {
        Ok(issue) => issue.map_err(ErreurTache::Echec),
        Err(erreur) if erreur.is_panic() => {
            let charge = erreur.into_panic();
            let texte = match charge.downcast_ref::<&str>() {
                Some(_) => None,
                None => charge.downcast_ref::<String>().cloned(),
            };
            Err(ErreurTache::Panique(texte.unwrap_or_default()))
        }
        Err(_) => Err(ErreurTache::Annulee),
    }
}
