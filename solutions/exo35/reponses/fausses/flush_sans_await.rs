// faute   : `flush` préparé mais pas attendu
// message : un `BufWriter` lâché sans `flush` n'écrit rien

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut sortie = BufWriter::new(File::create(destination).await?);
    let mut total = 0;
    while let Some(ligne) = lignes.next_line().await? {
        sortie.write_all(ligne.to_uppercase().as_bytes()).await?;
        sortie.write_all(b"\n").await?;
        total += 1;
    }
    let _ = sortie.flush();
    Ok(total)
}
