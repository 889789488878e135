// faute   : `create_new` sur un nom fixe : le second appel échoue
// message : il en faut un par appel
// test    : etape4::des_remplacements_simultanes_ne_se_genent_pas

fn unique(chemin: &Path) -> std::path::PathBuf {
    static NUMERO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    chemin.with_file_name(format!(".{}-{numero}.tmp", std::process::id()))
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    let provisoire = chemin.with_file_name("remplacer.tmp");
    let mut fichier = File::options()
        .write(true)
        .create_new(true)
        .open(&provisoire)
        .await?;
    let issue = async {
        fichier.write_all(contenu).await?;
        fichier.flush().await?;
        tokio::fs::rename(&provisoire, chemin).await
    }
    .await;
    if issue.is_err() {
        let _ = tokio::fs::remove_file(&provisoire).await;
    }
    issue
}
