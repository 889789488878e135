// faute   : chaque ligne de la copie finit par `\r\n`
// message : un `\r` est venu en plus
// test    : etape3::chaque_ligne_est_copiee_en_majuscules

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut sortie = BufWriter::new(File::create(destination).await?);
    let mut total = 0;
    while let Some(ligne) = lignes.next_line().await? {
        sortie.write_all(ligne.to_uppercase().as_bytes()).await?;
        sortie.write_all(b"\r\n").await?;
        total += 1;
    }
    sortie.flush().await?;
    Ok(total)
}
