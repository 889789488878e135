// faute   : ne compte pas une dernière ligne faite d'un seul retour chariot
// message : une dernière ligne

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let mut f = BufReader::new(File::open(chemin).await?);
    let mut ligne = String::new();
    let mut n = 0;
    while f.read_line(&mut ligne).await? > 0 {
        if ligne != "\r" {
            n += 1;
        }
        ligne.clear();
    }
    Ok(n)
}
