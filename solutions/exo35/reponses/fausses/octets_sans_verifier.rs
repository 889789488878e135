// faute   : lit des octets sans vérifier l'UTF-8
// message : `split`, `read_until` et `fill_buf` rendent des octets sans les vérifier

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let mut lecteur = BufReader::new(File::open(chemin).await?);
    let mut ligne = Vec::new();
    let mut total = 0;
    while lecteur.read_until(b'\n', &mut ligne).await? > 0 {
        total += 1;
        ligne.clear();
    }
    Ok(total)
}
