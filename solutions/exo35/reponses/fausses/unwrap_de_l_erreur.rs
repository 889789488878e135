// faute   : `unwrap` sur une erreur d'entrée-sortie
// message : `unwrap` et `expect` paniquent

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    tokio::fs::write(chemin, contenu).await.unwrap();
    tokio::fs::read_to_string(chemin).await
}
