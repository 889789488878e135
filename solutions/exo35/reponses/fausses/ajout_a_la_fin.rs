// faute   : `append(true)` : le nouveau texte vient après l'ancien
// message : `append` ajoute à la fin
// test    : etape1::la_relecture_voit_toujours_toute_l_ecriture

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let mut fichier = File::options()
        .append(true)
        .create(true)
        .open(chemin)
        .await?;
    fichier.write_all(contenu.as_bytes()).await?;
    fichier.flush().await?;
    tokio::fs::read_to_string(chemin).await
}
