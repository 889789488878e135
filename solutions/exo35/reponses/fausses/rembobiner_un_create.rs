// faute   : relit avec le `File` de `File::create`, qui n'est ouvert qu'en écriture
// message : `File::create` n'ouvre qu'en écriture

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let mut fichier = File::create(chemin).await?;
    fichier.write_all(contenu.as_bytes()).await?;
    fichier.flush().await?;
    fichier.rewind().await?;
    let mut relu = String::new();
    fichier.read_to_string(&mut relu).await?;
    Ok(relu)
}
