// faute   : `lines` sur un `File` sans `BufReader`
// compilateur : E0599
// message : `lines`
// message : AsyncBufRead

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let mut lignes = File::open(chemin).await?.lines();
    let mut total = 0;
    while lignes.next_line().await?.is_some() {
        total += 1;
    }
    Ok(total)
}
