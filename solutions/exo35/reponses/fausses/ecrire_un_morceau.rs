// faute   : `write` n'écrit parfois qu'un morceau
// message : `write` n'écrit parfois qu'un morceau
// test    : etape4::un_gros_contenu_est_la_tout_entier_au_retour

fn unique(chemin: &Path) -> std::path::PathBuf {
    static NUMERO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    chemin.with_file_name(format!(".{}-{numero}.tmp", std::process::id()))
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    let provisoire = unique(chemin);
    let issue = async {
        let mut fichier = File::create(&provisoire).await?;
        fichier.write(contenu).await?;
        fichier.flush().await?;
        tokio::fs::rename(&provisoire, chemin).await
    }
    .await;
    if issue.is_err() {
        let _ = tokio::fs::remove_file(&provisoire).await;
    }
    issue
}
