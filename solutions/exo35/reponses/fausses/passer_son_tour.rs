// faute   : laisse le travail à l'appel en cours, et rend `Ok` sans rien faire
// message : n'ira peut-être pas au bout
// test    : etape4::un_remplacement_reussi_n_est_jamais_ignore

fn unique(chemin: &Path) -> std::path::PathBuf {
    static NUMERO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    chemin.with_file_name(format!(".{}-{numero}.tmp", std::process::id()))
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    static SEUL: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let Ok(_seul) = SEUL.try_lock() else {
        return Ok(());
    };
    let provisoire = unique(chemin);
    let issue = match tokio::fs::write(&provisoire, contenu).await {
        Ok(()) => tokio::fs::rename(&provisoire, chemin).await,
        Err(erreur) => Err(erreur),
    };
    if issue.is_err() {
        let _ = tokio::fs::remove_file(&provisoire).await;
    }
    issue
}
