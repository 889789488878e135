// faute   : `BufReader` de `std` dans une fonction async
// message : une ouverture par `std::fs`
// test    : etape2::le_thread_du_runtime_ne_touche_pas_au_fichier
// test    : etape2::les_autres_taches_avancent_pendant_une_lecture_lente

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    use std::io::BufRead;
    let mut total = 0;
    for ligne in std::io::BufReader::new(std::fs::File::open(chemin)?).lines() {
        ligne?;
        total += 1;
    }
    Ok(total)
}
