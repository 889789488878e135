// faute   : préparé dans le dossier temporaire du système, puis copié quand il est sur un autre disque
// message : se prépare à côté de celui qu'il remplace
// test    : etape4::ailleurs::le_fichier_peut_etre_sur_n_importe_quel_disque
// test    : etape4::ailleurs::le_dossier_temporaire_du_systeme_ne_sert_pas

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    static NUMERO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let nom = format!("remplacer-{}-{numero}.tmp", std::process::id());
    let provisoire = std::env::temp_dir().join(nom);
    let issue = async {
        tokio::fs::write(&provisoire, contenu).await?;
        match tokio::fs::rename(&provisoire, chemin).await {
            Err(erreur) if erreur.kind() == io::ErrorKind::CrossesDevices => {
                tokio::fs::copy(&provisoire, chemin).await?;
                tokio::fs::remove_file(&provisoire).await
            }
            issue => issue,
        }
    };
    let issue = issue.await;
    if issue.is_err() {
        let _ = tokio::fs::remove_file(&provisoire).await;
    }
    issue
}
