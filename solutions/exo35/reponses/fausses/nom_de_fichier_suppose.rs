// faute   : `expect` sur `file_name`, qui est `None` pour un chemin en `..`
// message : `file_name` rend `None`
// test    : etape4::une_erreur_ne_laisse_rien_derriere_elle

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    static NUMERO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let nom = chemin.file_name().expect("un fichier a un nom");
    let mut nom = nom.to_owned();
    nom.push(format!(".{}-{numero}.tmp", std::process::id()));
    let provisoire = chemin.with_file_name(nom);
    let issue = match tokio::fs::write(&provisoire, contenu).await {
        Ok(()) => tokio::fs::rename(&provisoire, chemin).await,
        Err(erreur) => Err(erreur),
    };
    if issue.is_err() {
        let _ = tokio::fs::remove_file(&provisoire).await;
    }
    issue
}
