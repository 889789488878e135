// faute   : deux `write_all` par ligne sur un `File`, sans `flush` : la dernière attend encore
// message : `write_all` n'attend pas la dernière écriture

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut sortie = File::create(destination).await?;
    let mut total = 0;
    while let Some(ligne) = lignes.next_line().await? {
        sortie.write_all(ligne.to_uppercase().as_bytes()).await?;
        sortie.write_all(b"\n").await?;
        total += 1;
    }
    Ok(total)
}
