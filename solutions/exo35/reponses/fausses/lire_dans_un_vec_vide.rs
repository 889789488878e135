// faute   : `read` dans un `Vec` vide, qui ne lit rien
// message : `read` remplit la longueur de son tampon

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    tokio::fs::write(chemin, contenu).await?;
    let mut fichier = File::open(chemin).await?;
    let mut octets = Vec::with_capacity(contenu.len());
    fichier.read(&mut octets).await?;
    Ok(String::from_utf8_lossy(&octets).into_owned())
}
