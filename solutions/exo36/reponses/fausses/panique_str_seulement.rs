// faute   : seules les charges `&str` sont lues
// message : un `String`, n'a pas été reconnue

async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    match tache.await {
        Ok(issue) => issue.map_err(ErreurTache::Echec),
        Err(erreur) if erreur.is_panic() => {
            let charge = erreur.into_panic();
            let texte = match charge.downcast_ref::<&str>() {
                Some(texte) => Some(texte.to_string()),
                None => None,
            };
            Err(ErreurTache::Panique(texte.unwrap_or_default()))
        }
        Err(_) => Err(ErreurTache::Annulee),
    }
}
