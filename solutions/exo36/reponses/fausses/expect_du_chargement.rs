// faute   : `expect` sur le chargement
// message : une panique : préparation
// message : ajoute le contexte à l'erreur

async fn preparer(chemin: &Path) -> anyhow::Result<Config> {
    Ok(charger_config(chemin).await.expect("préparation"))
}
