// faute   : `create(true)` sans `truncate(true)` : la fin de l'ancien contenu reste
// message : c'est le rôle de `truncate(true)`
// test    : etape1::rien_ne_reste_d_un_ancien_contenu_plus_long

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let mut fichier = File::options()
        .write(true)
        .create(true)
        .open(chemin)
        .await?;
    fichier.write_all(contenu.as_bytes()).await?;
    fichier.flush().await?;
    tokio::fs::read_to_string(chemin).await
}
