// faute   : `trim_end_matches` ôte tous les `\r` de la fin
// message : `trim_end_matches` en ôte trop
// test    : etape3::toutes_les_lignes_finissent_par_un_seul_saut

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?);
    let mut sortie = BufWriter::new(File::create(destination).await?);
    let mut total = 0;
    let mut ligne = String::new();
    while lignes.read_line(&mut ligne).await? > 0 {
        let texte = ligne.trim_end_matches(['\r', '\n']);
        sortie.write_all(texte.to_uppercase().as_bytes()).await?;
        sortie.write_all(b"\n").await?;
        total += 1;
        ligne.clear();
    }
    sortie.flush().await?;
    Ok(total)
}
