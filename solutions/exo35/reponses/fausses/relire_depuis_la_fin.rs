// faute   : relit avec le même `File`, resté à la fin du fichier
// message : la position dans le fichier

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let mut fichier = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(chemin)
        .await?;
    fichier.write_all(contenu.as_bytes()).await?;
    fichier.flush().await?;
    let mut texte = String::new();
    fichier.read_to_string(&mut texte).await?;
    Ok(texte)
}
