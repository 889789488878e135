// faute   : le nom du provisoire vient de l'adresse du contenu, que deux appels peuvent partager
// message : tiré de `chemin`, de `contenu`
// test    : etape4::des_remplacements_simultanes_ne_se_genent_pas

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    let numero = contenu.as_ptr();
    let provisoire = chemin.with_file_name(format!(".{}-{numero:?}.tmp", std::process::id()));
    let issue = match tokio::fs::write(&provisoire, contenu).await {
        Ok(()) => tokio::fs::rename(&provisoire, chemin).await,
        Err(erreur) => Err(erreur),
    };
    if issue.is_err() {
        let _ = tokio::fs::remove_file(&provisoire).await;
    }
    issue
}
