// faute   : l'erreur est emballée dans une autre
// message : lui font perdre son genre

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    tokio::fs::write(chemin, contenu)
        .await
        .map_err(io::Error::other)?;
    tokio::fs::read_to_string(chemin).await
}
