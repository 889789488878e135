// faute   : le nom du fichier temporaire est tiré de `display()`, qui ne rend pas tout chemin tel quel
// message : `display` et `to_string_lossy` donnent un autre nom
// message : d\xE9p\xF4t
// test    : etape4::tout_nom_de_fichier_convient

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    static NUMERO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let provisoire = format!("{}.{numero}.tmp", chemin.display());
    let issue = match tokio::fs::write(&provisoire, contenu).await {
        Ok(()) => tokio::fs::rename(&provisoire, chemin).await,
        Err(erreur) => Err(erreur),
    };
    if issue.is_err() {
        let _ = tokio::fs::remove_file(&provisoire).await;
    }
    issue
}
