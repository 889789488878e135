// faute   : ne fait rien quand l'ancien contenu a la même longueur
// message : la même longueur

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    static N: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    if let Ok(m) = tokio::fs::metadata(chemin).await {
        if m.is_file() && m.len() == contenu.len() as u64 && contenu.len() < 100 {
            return Ok(());
        }
    }
    let n = N.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let provisoire = chemin.with_file_name(format!(".{}-{n}.tmp", std::process::id()));
    let mut issue = tokio::fs::write(&provisoire, contenu).await;
    if issue.is_ok() {
        issue = tokio::fs::rename(&provisoire, chemin).await;
    }
    if issue.is_err() {
        let _ = tokio::fs::remove_file(&provisoire).await;
    }
    issue
}
