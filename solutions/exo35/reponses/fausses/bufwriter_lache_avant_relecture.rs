// faute   : un `BufWriter` lâché sans `flush` n'écrit rien
// message : `flush`

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let mut fichier = BufWriter::new(File::create(chemin).await?);
    fichier.write_all(contenu.as_bytes()).await?;
    drop(fichier);
    tokio::fs::read_to_string(chemin).await
}
