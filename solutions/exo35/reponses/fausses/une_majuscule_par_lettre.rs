// faute   : ne garde que la première lettre d'une majuscule qui en a plusieurs
// message : ß donne SS

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut sortie = BufWriter::new(File::create(destination).await?);
    let mut total = 0;
    while let Some(ligne) = lignes.next_line().await? {
        sortie
            .write_all(
                ligne
                    .chars()
                    .map(|c| c.to_uppercase().next().unwrap())
                    .collect::<String>()
                    .as_bytes(),
            )
            .await?;
        sortie.write_all(b"\n").await?;
        total += 1;
    }
    sortie.flush().await?;
    Ok(total)
}
