// faute   : `std::fs` dans une fonction async bloque le thread du runtime
// message : `std::fs` bloque le thread du runtime

fn unique(chemin: &Path) -> std::path::PathBuf {
    static NUMERO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    chemin.with_file_name(format!(".{}-{numero}.tmp", std::process::id()))
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    let provisoire = unique(chemin);
    let issue =
        std::fs::write(&provisoire, contenu).and_then(|()| std::fs::rename(&provisoire, chemin));
    if issue.is_err() {
        let _ = std::fs::remove_file(&provisoire);
    }
    issue
}
