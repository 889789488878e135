// faute   : le fichier temporaire reste si `rename` échoue
// message : un fichier temporaire est resté

fn unique(chemin: &Path) -> std::path::PathBuf {
    static NUMERO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    chemin.with_file_name(format!(".{}-{numero}.tmp", std::process::id()))
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    let provisoire = unique(chemin);
    tokio::fs::write(&provisoire, contenu).await?;
    tokio::fs::rename(&provisoire, chemin).await
}
