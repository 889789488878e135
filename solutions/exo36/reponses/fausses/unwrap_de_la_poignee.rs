// faute   : `unwrap` sur la poignée
// message : sans paniquer elle-même

async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    tache.await.unwrap().map_err(ErreurTache::Echec)
}
