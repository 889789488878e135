// faute   : ôte de ce qu'elle rend la marque d'ordre du début
// message : la marque d'ordre

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    tokio::fs::write(chemin, contenu).await?;
    let relu = tokio::fs::read_to_string(chemin).await?;
    Ok(relu.trim_start_matches('\u{FEFF}').to_owned())
}
