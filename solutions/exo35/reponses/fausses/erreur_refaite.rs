// faute   : l'erreur est refaite, sans le code du système
// message : inutile de fabriquer une nouvelle `io::Error`

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let refaire =
        |e: io::Error| io::Error::new(e.kind(), format!("écriture de {}", chemin.display()));
    tokio::fs::write(chemin, contenu).await.map_err(refaire)?;
    tokio::fs::read_to_string(chemin).await
}
