// faute   : efface un dossier pour prendre sa place
// message : n'efface rien d'avance

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    static N: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let n = N.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let provisoire = chemin.with_file_name(format!(".{}-{n}.tmp", std::process::id()));
    let mut issue = tokio::fs::write(&provisoire, contenu).await;
    if issue.is_ok() {
        issue = tokio::fs::rename(&provisoire, chemin).await;
        if issue.is_err() {
            let _ = tokio::fs::remove_dir_all(chemin).await;
            issue = tokio::fs::rename(&provisoire, chemin).await;
        }
    }
    if issue.is_err() {
        let _ = tokio::fs::remove_file(&provisoire).await;
    }
    issue
}
