// faute   : `from_utf8_lossy` répare un texte invalide
// message : `from_utf8_lossy` répare en silence
// test    : etape3::chaque_erreur_revient_telle_quelle

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?);
    let mut sortie = BufWriter::new(File::create(destination).await?);
    let mut total = 0;
    let mut ligne = Vec::new();
    while lignes.read_until(b'\n', &mut ligne).await? > 0 {
        let texte = String::from_utf8_lossy(&ligne).into_owned();
        let texte = texte
            .strip_suffix("\r\n")
            .or(texte.strip_suffix('\n'))
            .unwrap_or(&texte);
        sortie.write_all(texte.to_uppercase().as_bytes()).await?;
        sortie.write_all(b"\n").await?;
        total += 1;
        ligne.clear();
    }
    sortie.flush().await?;
    Ok(total)
}
