// faute   : `tokio::fs::write`, mais `std::fs::read_to_string` pour relire
// message : `std::fs` bloque le thread du runtime
// test    : etape1::le_thread_du_runtime_ne_touche_pas_au_fichier

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    tokio::fs::write(chemin, contenu).await?;
    std::fs::read_to_string(chemin)
}
