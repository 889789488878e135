// faute   : suppose que tout chemin est de l'UTF-8
// message : `to_str` rend alors `None`
// message : donn\xE9es.bin
// test    : etape1::tout_chemin_convient

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let nom = chemin.to_str().unwrap();
    tokio::fs::write(nom, contenu).await?;
    tokio::fs::read_to_string(nom).await
}
