// faute   : une ligne vide est prise pour la fin du fichier
// message : les lignes vides comptent
// test    : etape2::les_lignes_se_comptent_comme_str_lines

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(chemin).await?).lines();
    let mut total = 0;
    while let Some(ligne) = lignes.next_line().await? {
        if ligne.is_empty() {
            return Ok(total + usize::from(total == 0));
        }
        total += 1;
    }
    Ok(total)
}
