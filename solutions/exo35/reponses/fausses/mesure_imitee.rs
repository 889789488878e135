// faute   : le fichier entier en mémoire, et une ligne qui imite ce qu'un test dit de sa mesure
// message : il leur faut un `clear()`
// test    : etape2::un_gros_fichier_n_est_jamais_entier_en_memoire

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    println!("\nissue : 512 1000");
    let mut lecteur = BufReader::new(File::open(chemin).await?);
    let mut ligne = String::new();
    let mut total = 0;
    while lecteur.read_line(&mut ligne).await? > 0 {
        total += 1;
    }
    Ok(total)
}
