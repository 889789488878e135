// faute   : `std::fs` dans une fonction async bloque le thread du runtime
// message : `std::fs` bloque le thread du runtime

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    std::fs::write(chemin, contenu)?;
    std::fs::read_to_string(chemin)
}
