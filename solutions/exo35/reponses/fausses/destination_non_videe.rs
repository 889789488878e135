// faute   : la destination n'est pas vidée
// message : `truncate(true)` en plus de `create(true)`
// test    : etape3::une_source_vide_donne_une_copie_vide
// test    : etape3::l_ancienne_destination_disparait

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut sortie = BufWriter::new(
        File::options()
            .write(true)
            .create(true)
            .open(destination)
            .await?,
    );
    let mut total = 0;
    while let Some(ligne) = lignes.next_line().await? {
        sortie.write_all(ligne.to_uppercase().as_bytes()).await?;
        sortie.write_all(b"\n").await?;
        total += 1;
    }
    sortie.flush().await?;
    Ok(total)
}
