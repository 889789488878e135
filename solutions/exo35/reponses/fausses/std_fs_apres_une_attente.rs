// faute   : ouverture par `std::fs` après un premier `.await`
// message : bloque le thread entier, dès l'ouverture
// test    : etape1::une_ouverture_qui_attend_ne_bloque_personne

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let _ = tokio::fs::metadata(chemin).await;
    let fichier = std::fs::File::create(chemin)?;
    let mut fichier = File::from_std(fichier);
    fichier.write_all(contenu.as_bytes()).await?;
    fichier.flush().await?;
    tokio::fs::read_to_string(chemin).await
}
