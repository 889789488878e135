// faute   : `?` sur un future que personne n'a attendu
// compilateur : E0277
// message : the `?` operator can only be applied to values that implement `Try`
// message : consider `await`ing on the `Future`

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(chemin)?).lines();
    let mut total = 0;
    while lignes.next_line().await?.is_some() {
        total += 1;
    }
    Ok(total)
}
