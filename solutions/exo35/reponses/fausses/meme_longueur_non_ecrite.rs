// faute   : n'écrit rien quand l'ancien contenu a la même longueur
// message : la même longueur

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let deja = tokio::fs::metadata(chemin)
        .await
        .is_ok_and(|m| m.is_file() && m.len() == contenu.len() as u64 && !contenu.is_empty());
    if !deja {
        tokio::fs::write(chemin, contenu).await?;
    }
    tokio::fs::read_to_string(chemin).await
}
