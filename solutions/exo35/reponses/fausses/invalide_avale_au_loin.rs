// faute   : passé mille lignes, prend une erreur de lecture pour la fin
// message : un octet invalide au bout de 2000 lignes

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut sortie = BufWriter::new(File::create(destination).await?);
    let mut n = 0;
    loop {
        match lignes.next_line().await {
            Ok(Some(l)) => {
                sortie.write_all(l.to_uppercase().as_bytes()).await?;
                sortie.write_all(b"\n").await?;
                n += 1;
            }
            Ok(None) => break,
            Err(_) if n > 1000 => break,
            Err(e) => return Err(e),
        }
    }
    sortie.flush().await?;
    Ok(n)
}
