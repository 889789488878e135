// faute   : `std::fs::rename` après un `.await` bloque le thread du runtime
// message : entre deux `.await` qui attendent vraiment
// test    : etape4::le_thread_du_runtime_ne_touche_pas_au_fichier

fn unique(chemin: &Path) -> std::path::PathBuf {
    static NUMERO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    chemin.with_file_name(format!(".{}-{numero}.tmp", std::process::id()))
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    let provisoire = unique(chemin);
    let issue = match tokio::fs::write(&provisoire, contenu).await {
        Ok(()) => std::fs::rename(&provisoire, chemin),
        Err(erreur) => Err(erreur),
    };
    if issue.is_err() {
        let _ = tokio::fs::remove_file(&provisoire).await;
    }
    issue
}
