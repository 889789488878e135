// faute   : suppose que tout chemin est de l'UTF-8
// message : un nom n'est pas toujours de l'UTF-8
// message : donn\xE9es.bin
// test    : etape4::tout_nom_de_fichier_convient

fn unique(chemin: &Path) -> std::path::PathBuf {
    static NUMERO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    chemin.with_file_name(format!(".{}-{numero}.tmp", std::process::id()))
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    let nom = unique(chemin)
        .file_name()
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    let provisoire = format!("{}{nom}", chemin.to_str().unwrap());
    let issue = match tokio::fs::write(&provisoire, contenu).await {
        Ok(()) => tokio::fs::rename(&provisoire, chemin).await,
        Err(erreur) => Err(erreur),
    };
    if issue.is_err() {
        let _ = tokio::fs::remove_file(&provisoire).await;
    }
    issue
}
