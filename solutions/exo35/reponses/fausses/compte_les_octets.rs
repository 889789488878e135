// faute   : rend le nombre d'octets et non de lignes
// message : l'appel rend le nombre de lignes

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut sortie = BufWriter::new(File::create(destination).await?);
    let mut total = 0;
    while let Some(ligne) = lignes.next_line().await? {
        sortie.write_all(ligne.to_uppercase().as_bytes()).await?;
        sortie.write_all(b"\n").await?;
        total += ligne.len() + 1;
    }
    sortie.flush().await?;
    Ok(total)
}
