// faute   : prend un octet nul pour la fin du texte
// message : un octet nul

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(chemin).await?).lines();
    let mut total = 0;
    while let Some(l) = lignes.next_line().await? {
        total += 1;
        if l.contains('\0') {
            break;
        }
    }
    Ok(total)
}
