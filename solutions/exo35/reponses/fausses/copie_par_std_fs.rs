// faute   : `std::fs` dans une fonction async bloque le thread du runtime
// message : `std::fs` bloque le thread du runtime
// test    : etape3::le_thread_du_runtime_ne_touche_pas_aux_fichiers
// test    : etape3::une_ouverture_qui_attend_ne_bloque_personne

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    use std::io::{BufRead, Write};
    let mut sortie = std::io::BufWriter::new(std::fs::File::create(destination)?);
    let mut total = 0;
    for ligne in std::io::BufReader::new(std::fs::File::open(source)?).lines() {
        writeln!(sortie, "{}", ligne?.to_uppercase())?;
        total += 1;
    }
    sortie.flush()?;
    Ok(total)
}
