// faute   : `write_all` sur un `File` sans `flush` : l'appel rend la main trop tôt
// message : `write_all` n'attend pas la dernière écriture
// test    : etape3::rien_n_attend_plus_dans_un_tampon_au_retour

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut sortie = File::create(destination).await?;
    let mut total = 0;
    while let Some(ligne) = lignes.next_line().await? {
        sortie
            .write_all((ligne.to_uppercase() + "\n").as_bytes())
            .await?;
        total += 1;
    }
    Ok(total)
}
