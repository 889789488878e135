// faute   : `unwrap` sur le décodage UTF-8
// message : `unwrap` et `expect` paniquent
// test    : etape2::un_texte_qui_n_est_pas_de_l_utf8_est_une_erreur

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let mut lecteur = BufReader::new(File::open(chemin).await?);
    let mut ligne = Vec::new();
    let mut total = 0;
    while lecteur.read_until(b'\n', &mut ligne).await? > 0 {
        std::str::from_utf8(&ligne).unwrap();
        total += 1;
        ligne.clear();
    }
    Ok(total)
}
