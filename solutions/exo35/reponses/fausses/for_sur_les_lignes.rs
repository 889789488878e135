// faute   : `for` sur les lignes async, qui ne sont pas un itérateur
// compilateur : E0277
// message : is not an iterator

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let mut total = 0;
    for ligne in BufReader::new(File::open(chemin).await?).lines() {
        total += 1;
    }
    Ok(total)
}
