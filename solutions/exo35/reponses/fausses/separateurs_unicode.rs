// faute   : compte aussi les fins de ligne d'Unicode
// message : ni U+2028

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(chemin).await?).lines();
    let mut total = 0;
    while let Some(l) = lignes.next_line().await? {
        total += 1 + l
            .matches(['\u{2028}', '\u{85}', '\u{0B}', '\u{0C}'])
            .count();
    }
    Ok(total)
}
