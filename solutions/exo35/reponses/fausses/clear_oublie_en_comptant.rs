// faute   : `read_line` sans `clear` : le tampon finit par tenir tout le fichier
// message : il leur faut un `clear()`
// test    : etape2::un_gros_fichier_n_est_jamais_entier_en_memoire

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let mut lecteur = BufReader::new(File::open(chemin).await?);
    let mut ligne = String::new();
    let mut total = 0;
    while lecteur.read_line(&mut ligne).await? > 0 {
        total += 1;
    }
    Ok(total)
}
