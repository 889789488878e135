// faute   : `std::fs::write` dans une fonction async, même suivi de `tokio::fs`
// message : `std::fs` bloque le thread du runtime
// test    : etape1::le_thread_du_runtime_ne_touche_pas_au_fichier

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    std::fs::write(chemin, contenu)?;
    tokio::fs::read_to_string(chemin).await
}
