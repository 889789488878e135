// faute   : l'erreur de l'écriture est ignorée
// message : une erreur a été avalée

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let _ = tokio::fs::write(chemin, contenu).await;
    Ok(tokio::fs::read_to_string(chemin).await.unwrap_or_default())
}
