// faute   : un tampon de sortie plus grand que le fichier
// message : la mémoire est montée de
// test    : etape3::un_gros_fichier_n_est_jamais_entier_en_memoire

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut sortie = BufWriter::with_capacity(64 << 20, File::create(destination).await?);
    let mut total = 0;
    while let Some(ligne) = lignes.next_line().await? {
        sortie.write_all(ligne.to_uppercase().as_bytes()).await?;
        sortie.write_all(b"\n").await?;
        total += 1;
    }
    sortie.flush().await?;
    Ok(total)
}
