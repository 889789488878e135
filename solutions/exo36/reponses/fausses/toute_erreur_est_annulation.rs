// faute   : une panique passe pour une annulation
// message : deux causes, panique et annulation

async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    match tache.await {
        Ok(issue) => issue.map_err(ErreurTache::Echec),
        Err(_) => Err(ErreurTache::Annulee),
    }
}
