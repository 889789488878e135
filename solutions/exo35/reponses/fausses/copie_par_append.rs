// faute   : `append(true).create(true)` : la copie vient après l'ancienne
// message : `append(true)` ne vide pas le fichier
// test    : etape3::l_ancienne_destination_disparait

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut options = File::options();
    let sortie = options.append(true).create(true).open(destination).await?;
    let mut sortie = BufWriter::new(sortie);
    let mut total = 0;
    while let Some(ligne) = lignes.next_line().await? {
        sortie.write_all(ligne.to_uppercase().as_bytes()).await?;
        sortie.write_all(b"\n").await?;
        total += 1;
    }
    sortie.flush().await?;
    Ok(total)
}
