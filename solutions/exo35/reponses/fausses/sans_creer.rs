// faute   : `OpenOptions` sans `create(true)` : un fichier absent est une erreur
// message : veut un fichier qui existe déjà
// message : No such file
// test    : etape1::le_contenu_est_dans_le_fichier_et_revient_tel_quel

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let mut fichier = File::options()
        .write(true)
        .truncate(true)
        .open(chemin)
        .await?;
    fichier.write_all(contenu.as_bytes()).await?;
    fichier.flush().await?;
    tokio::fs::read_to_string(chemin).await
}
