// faute   : recopie les fins de ligne : la dernière peut manquer
// message : la dernière ligne n'a pas son
// test    : etape3::tout_est_lisible_des_que_l_appel_rend_la_main

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?);
    let mut sortie = BufWriter::new(File::create(destination).await?);
    let mut total = 0;
    let mut ligne = String::new();
    while lignes.read_line(&mut ligne).await? > 0 {
        sortie
            .write_all(ligne.replace("\r\n", "\n").to_uppercase().as_bytes())
            .await?;
        total += 1;
        ligne.clear();
    }
    sortie.flush().await?;
    Ok(total)
}
