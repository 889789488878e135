// faute   : le contexte et la cause dans un seul texte
// message : mot pour mot
// message : l'un des deux manque

async fn preparer(chemin: &Path) -> anyhow::Result<Config> {
    match charger_config(chemin).await {
        Ok(config) => Ok(config),
        Err(erreur) => anyhow::bail!("préparation avec {} : {erreur}", chemin.display()),
    }
}
