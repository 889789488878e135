// faute   : `copy` réécrit le fichier au lieu de le remplacer
// message : le fichier lui-même a été réécrit
// test    : etape4::un_lecteur_a_mi_chemin_finit_de_lire_l_ancien

fn unique(chemin: &Path) -> std::path::PathBuf {
    static NUMERO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    chemin.with_file_name(format!(".{}-{numero}.tmp", std::process::id()))
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    let provisoire = unique(chemin);
    let issue = async {
        tokio::fs::write(&provisoire, contenu).await?;
        tokio::fs::copy(&provisoire, chemin).await?;
        Ok(())
    }
    .await;
    let _ = tokio::fs::remove_file(&provisoire).await;
    issue
}
