// faute   : `read_line` sans `clear` : les lignes précédentes reviennent
// message : il faut un `clear()` à chaque tour

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?);
    let mut sortie = BufWriter::new(File::create(destination).await?);
    let mut total = 0;
    let mut ligne = String::new();
    while lignes.read_line(&mut ligne).await? > 0 {
        let texte = ligne
            .strip_suffix("\r\n")
            .or(ligne.strip_suffix('\n'))
            .unwrap_or(&ligne);
        sortie.write_all(texte.to_uppercase().as_bytes()).await?;
        sortie.write_all(b"\n").await?;
        total += 1;
    }
    sortie.flush().await?;
    Ok(total)
}
