// faute   : `create_new(true)` : un fichier qui existe déjà est une erreur
// message : l'appel réussit
// message : File exists

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let mut fichier = File::options()
        .write(true)
        .create_new(true)
        .open(chemin)
        .await?;
    fichier.write_all(contenu.as_bytes()).await?;
    fichier.flush().await?;
    tokio::fs::read_to_string(chemin).await
}
