// faute   : `??` ne sait pas faire une `ErreurTache`
// compilateur : E0277
// message : couldn't convert the error to `ErreurTache`

async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    Ok(tache.await??)
}
