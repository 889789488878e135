// faute   : ouvre avec Tokio, puis lit avec `std::io`
// message : il s'est fait sur ce thread même

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    use std::io::BufRead;
    let fichier = File::open(chemin).await?.into_std().await;
    let mut total = 0;
    for ligne in std::io::BufReader::new(fichier).lines() {
        ligne?;
        total += 1;
    }
    Ok(total)
}
