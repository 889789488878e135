// faute   : `canonicalize(chemin)` : un fichier à créer n'existe pas encore
// message : veut un fichier qui existe déjà
// test    : etape4::le_fichier_prend_le_nouveau_contenu

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    static NUMERO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let chemin = tokio::fs::canonicalize(chemin).await?;
    let provisoire = chemin.with_file_name(format!(".{}-{numero}.tmp", std::process::id()));
    let issue = match tokio::fs::write(&provisoire, contenu).await {
        Ok(()) => tokio::fs::rename(&provisoire, &chemin).await,
        Err(erreur) => Err(erreur),
    };
    if issue.is_err() {
        let _ = tokio::fs::remove_file(&provisoire).await;
    }
    issue
}
