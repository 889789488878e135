// faute   : une seule `read` : un gros fichier n'est lu qu'en partie
// message : `read` a le droit de ne lire qu'un morceau

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    tokio::fs::write(chemin, contenu).await?;
    let mut fichier = File::open(chemin).await?;
    let mut octets = vec![0; contenu.len() + 1];
    let lus = fichier.read(&mut octets).await?;
    octets.truncate(lus);
    Ok(String::from_utf8_lossy(&octets).into_owned())
}
