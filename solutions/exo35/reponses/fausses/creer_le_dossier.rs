// faute   : crée le dossier absent au lieu de rendre l'erreur
// message : `create_dir_all` n'a rien à faire ici
// test    : etape1::une_erreur_du_systeme_revient_telle_quelle

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    if let Some(dossier) = chemin.parent() {
        tokio::fs::create_dir_all(dossier).await?;
    }
    tokio::fs::write(chemin, contenu).await?;
    tokio::fs::read_to_string(chemin).await
}
