// faute   : saute les lignes vides
// message : une ligne vide est une ligne

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut sortie = BufWriter::new(File::create(destination).await?);
    let mut total = 0;
    while let Some(ligne) = lignes.next_line().await? {
        if ligne.is_empty() {
            continue;
        }
        sortie.write_all(ligne.to_uppercase().as_bytes()).await?;
        sortie.write_all(b"\n").await?;
        total += 1;
    }
    sortie.flush().await?;
    Ok(total)
}
