// faute   : seul le `\n` est ôté : le `\r` de `\r\n` reste
// message : le `\r` de `\r\n` fait partie de la fin de ligne

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?);
    let mut sortie = BufWriter::new(File::create(destination).await?);
    let mut total = 0;
    let mut ligne = String::new();
    while lignes.read_line(&mut ligne).await? > 0 {
        let texte = ligne.trim_end_matches('\n');
        sortie.write_all(texte.to_uppercase().as_bytes()).await?;
        sortie.write_all(b"\n").await?;
        total += 1;
        ligne.clear();
    }
    sortie.flush().await?;
    Ok(total)
}
