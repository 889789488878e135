// faute   : l'erreur de `rename` est avalée
// message : l'erreur de la dernière opération a été avalée
// test    : etape4::une_erreur_ne_laisse_rien_derriere_elle

fn unique(chemin: &Path) -> std::path::PathBuf {
    static NUMERO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    chemin.with_file_name(format!(".{}-{numero}.tmp", std::process::id()))
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    let provisoire = unique(chemin);
    if let Err(erreur) = tokio::fs::write(&provisoire, contenu).await {
        let _ = tokio::fs::remove_file(&provisoire).await;
        return Err(erreur);
    }
    if tokio::fs::rename(&provisoire, chemin).await.is_err() {
        tokio::fs::remove_file(&provisoire).await?;
    }
    Ok(())
}
