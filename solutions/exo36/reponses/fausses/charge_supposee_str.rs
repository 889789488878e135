// faute   : la charge de la panique est supposée être un `&str`
// message : la charge d'une panique n'est pas toujours du type demandé

async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    match tache.await {
        Ok(issue) => issue.map_err(ErreurTache::Echec),
        Err(erreur) if erreur.is_cancelled() => Err(ErreurTache::Annulee),
        Err(erreur) => {
            let charge = erreur.into_panic();
            let texte = charge.downcast_ref::<&str>().unwrap();
            Err(ErreurTache::Panique(texte.to_string()))
        }
    }
}
