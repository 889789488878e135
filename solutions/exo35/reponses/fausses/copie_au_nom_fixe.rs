// faute   : copie d'abord à côté, sous un nom fixe que deux appels se disputent
// message : ce qu'un appel prépare ou compte n'est qu'à lui
// test    : etape3::des_copies_simultanees_ne_se_genent_pas

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let provisoire = destination.with_file_name(".copie.tmp");
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut sortie = BufWriter::new(File::create(&provisoire).await?);
    let mut n = 0;
    while let Some(l) = lignes.next_line().await? {
        sortie.write_all(l.to_uppercase().as_bytes()).await?;
        sortie.write_all(b"\n").await?;
        n += 1;
    }
    sortie.flush().await?;
    tokio::fs::rename(&provisoire, destination).await?;
    Ok(n)
}
