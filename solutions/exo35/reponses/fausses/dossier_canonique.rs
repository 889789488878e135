// faute   : `canonicalize` du dossier : il est vide pour un nom seul
// message : `parent()` d'un nom seul est un chemin vide
// test    : etape4::un_nom_seul_est_un_chemin_comme_un_autre

fn unique(chemin: &Path) -> std::path::PathBuf {
    static NUMERO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    chemin.with_file_name(format!(".{}-{numero}.tmp", std::process::id()))
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    let dossier = tokio::fs::canonicalize(chemin.parent().unwrap()).await?;
    let provisoire = dossier.join(unique(chemin).file_name().unwrap());
    let issue = match tokio::fs::write(&provisoire, contenu).await {
        Ok(()) => tokio::fs::rename(&provisoire, chemin).await,
        Err(erreur) => Err(erreur),
    };
    if issue.is_err() {
        let _ = tokio::fs::remove_file(&provisoire).await;
    }
    issue
}
