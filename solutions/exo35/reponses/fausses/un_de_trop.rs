// faute   : compte les `\n` plus un, comme `split`
// message : un fichier vide n'a aucune ligne

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let mut lecteur = BufReader::new(File::open(chemin).await?);
    let mut ligne = String::new();
    let mut total = 1;
    while lecteur.read_line(&mut ligne).await? > 0 {
        total += usize::from(ligne.ends_with('\n'));
        ligne.clear();
    }
    Ok(total)
}
