// faute   : `Ok(0)` n'arrête pas la boucle
// message : rendent `Ok(0)`

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let mut lecteur = BufReader::new(File::open(chemin).await?);
    let mut ligne = String::new();
    let mut total = 0;
    loop {
        let lus = lecteur.read_line(&mut ligne).await?;
        if ligne.ends_with('\n') || lus > 0 {
            total += 1;
        }
        ligne.clear();
    }
}
