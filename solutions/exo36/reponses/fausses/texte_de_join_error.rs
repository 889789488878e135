// faute   : le texte de la `JoinError` au lieu de celui de la panique
// message : `JoinError::to_string()` n'est pas ce message
// test    : etape3::une_panique_donne_son_message

async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    match tache.await {
        Ok(issue) => issue.map_err(ErreurTache::Echec),
        Err(erreur) if erreur.is_panic() => Err(ErreurTache::Panique(erreur.to_string())),
        Err(_) => Err(ErreurTache::Annulee),
    }
}
