// faute   : efface l'ancien avant de mettre le nouveau : entre les deux, plus rien
// message : le fichier n'existait plus
// test    : etape4::entre_deux_operations_on_voit_l_ancien_ou_le_nouveau

fn unique(chemin: &Path) -> std::path::PathBuf {
    static NUMERO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    chemin.with_file_name(format!(".{}-{numero}.tmp", std::process::id()))
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    let provisoire = unique(chemin);
    let issue = async {
        tokio::fs::write(&provisoire, contenu).await?;
        let _ = tokio::fs::remove_file(chemin).await;
        tokio::fs::rename(&provisoire, chemin).await
    }
    .await;
    if issue.is_err() {
        let _ = tokio::fs::remove_file(&provisoire).await;
    }
    issue
}
