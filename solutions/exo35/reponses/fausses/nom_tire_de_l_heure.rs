// faute   : le nom temporaire est l'heure, à la seconde : deux remplacements ensemble ont le même
// message : ils se disputent le même fichier temporaire

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    let heure = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let secondes = heure.map_or(0, |heure| heure.as_secs());
    let provisoire = chemin.with_file_name(format!(".{secondes}.tmp"));
    let issue = match tokio::fs::write(&provisoire, contenu).await {
        Ok(()) => tokio::fs::rename(&provisoire, chemin).await,
        Err(erreur) => Err(erreur),
    };
    if issue.is_err() {
        let _ = tokio::fs::remove_file(&provisoire).await;
    }
    issue
}
