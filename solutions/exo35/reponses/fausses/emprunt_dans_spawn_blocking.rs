// faute   : `spawn_blocking` emprunte `chemin` et `contenu`
// compilateur : E0521
// message : borrowed data escapes outside of function

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    tokio::task::spawn_blocking(move || {
        std::fs::write(chemin, contenu)?;
        std::fs::read_to_string(chemin)
    })
    .await?
}
