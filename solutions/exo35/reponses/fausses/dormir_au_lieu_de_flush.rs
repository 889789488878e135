// faute   : dort au lieu d'appeler `flush` : l'erreur de l'écriture se perd
// message : l'erreur de l'écriture s'est perdue
// test    : etape1::une_ecriture_interrompue_est_une_erreur

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let mut fichier = File::create(chemin).await?;
    fichier.write_all(contenu.as_bytes()).await?;
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    tokio::fs::read_to_string(chemin).await
}
