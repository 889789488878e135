// faute   : la copie est composée en mémoire avant d'être écrite
// message : le fichier s'est retrouvé entier en mémoire
// test    : etape3::un_gros_fichier_n_est_jamais_entier_en_memoire

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut copie = String::new();
    let mut total = 0;
    while let Some(ligne) = lignes.next_line().await? {
        copie.push_str(&ligne.to_uppercase());
        copie.push('\n');
        total += 1;
    }
    tokio::fs::write(destination, copie).await?;
    Ok(total)
}
