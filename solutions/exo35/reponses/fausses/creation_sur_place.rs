// faute   : écrit sur place un fichier qui n'existe pas encore
// message : un fichier à créer se prépare aussi à côté
// test    : etape4::ailleurs::un_fichier_a_creer_se_prepare_aussi_a_cote

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    static N: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    if !tokio::fs::try_exists(chemin).await? {
        return tokio::fs::write(chemin, contenu).await;
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
