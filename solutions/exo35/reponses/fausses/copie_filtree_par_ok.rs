// faute   : sur un dossier, l'erreur de lecture est sautée, et revient sans fin
// message : `filter_map(Result::ok)` et `flatten` sautent l'erreur
// test    : etape3::copier_un_dossier_est_une_erreur

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    use std::io::{BufRead, Write};
    let (source, destination) = (source.to_owned(), destination.to_owned());
    let copie = tokio::task::spawn_blocking(move || {
        let lecture = std::io::BufReader::new(std::fs::File::open(source)?);
        let mut ecriture = std::io::BufWriter::new(std::fs::File::create(destination)?);
        let mut total = 0;
        for ligne in lecture.lines() {
            let ligne = match ligne {
                Ok(ligne) => ligne,
                Err(erreur) if erreur.kind() == io::ErrorKind::InvalidData => return Err(erreur),
                Err(_) => continue,
            };
            writeln!(ecriture, "{}", ligne.to_uppercase())?;
            total += 1;
        }
        ecriture.flush()?;
        Ok(total)
    });
    copie.await?
}
