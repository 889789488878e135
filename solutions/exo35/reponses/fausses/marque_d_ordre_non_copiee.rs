// faute   : ne copie pas la marque d'ordre du début
// message : la marque d'ordre

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut sortie = BufWriter::new(File::create(destination).await?);
    let mut n = 0;
    while let Some(l) = lignes.next_line().await? {
        sortie
            .write_all(l.trim_start_matches('\u{FEFF}').to_uppercase().as_bytes())
            .await?;
        sortie.write_all(b"\n").await?;
        n += 1;
    }
    sortie.flush().await?;
    Ok(n)
}
