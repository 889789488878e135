// faute   : vide le tampon de temps en temps, pas à la fin
// message : et un `BufWriter` garde la fin pour lui

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut sortie = BufWriter::new(File::create(destination).await?);
    let mut n = 0;
    while let Some(l) = lignes.next_line().await? {
        sortie.write_all(l.to_uppercase().as_bytes()).await?;
        sortie.write_all(b"\n").await?;
        n += 1;
        if n % 64 == 0 || n < 64 {
            sortie.flush().await?;
        }
    }
    Ok(n)
}
