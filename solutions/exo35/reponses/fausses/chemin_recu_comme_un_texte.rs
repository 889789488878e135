// faute   : le chemin est reçu comme un texte
// compilateur : E0308
// message : signature fixée : async fn compter_lignes(chemin: &Path) -> io::Result<usize>

async fn compter_lignes(chemin: &str) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(chemin).await?).lines();
    let mut total = 0;
    while lignes.next_line().await?.is_some() {
        total += 1;
    }
    Ok(total)
}
