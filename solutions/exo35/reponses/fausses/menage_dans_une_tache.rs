// faute   : en cas d'échec, le ménage est confié à une tâche que l'appel n'attend pas
// message : le ménage est confié à une tâche

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    static NUMERO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let provisoire = chemin.with_file_name(format!(".{}-{numero}.tmp", std::process::id()));
    let issue = match tokio::fs::write(&provisoire, contenu).await {
        Ok(()) => tokio::fs::rename(&provisoire, chemin).await,
        Err(erreur) => Err(erreur),
    };
    if issue.is_err() {
        tokio::spawn(async move {
            let _ = tokio::fs::remove_file(&provisoire).await;
        });
    }
    issue
}
