// faute   : met l'ancien de côté d'abord : entre les deux, plus rien
// message : l'ancien mis de côté d'abord

fn unique(chemin: &Path) -> std::path::PathBuf {
    static NUMERO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    chemin.with_file_name(format!(".{}-{numero}.tmp", std::process::id()))
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    let (provisoire, ancien) = (unique(chemin), unique(chemin));
    let issue = async {
        tokio::fs::write(&provisoire, contenu).await?;
        if tokio::fs::try_exists(chemin).await? {
            tokio::fs::rename(chemin, &ancien).await?;
        }
        tokio::fs::rename(&provisoire, chemin).await?;
        let _ = tokio::fs::remove_file(&ancien).await;
        Ok(())
    }
    .await;
    if issue.is_err() {
        let _ = tokio::fs::remove_file(&provisoire).await;
    }
    issue
}
