// faute   : écrit d'abord dans le fichier d'extension tmp, fût-il à quelqu'un d'autre
// message : un autre fichier du dossier

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let provisoire = chemin.with_extension("tmp");
    tokio::fs::write(&provisoire, contenu).await?;
    if let Err(e) = tokio::fs::rename(&provisoire, chemin).await {
        let _ = tokio::fs::remove_file(&provisoire).await;
        return Err(e);
    }
    tokio::fs::read_to_string(chemin).await
}
