// faute   : `write_all` sur un `File` sans `flush` : la relecture arrive trop tôt
// message : n'apparaît qu'au `flush`
// test    : etape1::une_ecriture_interrompue_est_une_erreur

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let mut fichier = File::create(chemin).await?;
    fichier.write_all(contenu.as_bytes()).await?;
    tokio::fs::read_to_string(chemin).await
}
