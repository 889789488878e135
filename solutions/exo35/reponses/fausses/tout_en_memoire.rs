// faute   : `read_to_string` charge le fichier entier
// message : le fichier s'est retrouvé entier en mémoire
// message : `read_to_string`

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    Ok(tokio::fs::read_to_string(chemin).await?.lines().count())
}
