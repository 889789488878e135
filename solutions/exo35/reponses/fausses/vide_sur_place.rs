// faute   : vide le fichier sur place quand il n'y a rien à écrire
// message : le fichier lui-même a été réécrit

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    static N: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    if contenu.is_empty() {
        return File::create(chemin).await.map(drop);
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
