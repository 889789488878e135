// faute   : écrit un `\n` de plus que `contenu`
// message : sans rien y ajouter ni en ôter
// test    : etape1::tout_chemin_convient

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    tokio::fs::write(chemin, format!("{contenu}\n")).await?;
    tokio::fs::read_to_string(chemin).await
}
