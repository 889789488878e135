// faute   : `context("…{chemin}")` : rien n'est interpolé
// message : n'interpole rien

async fn preparer(chemin: &Path) -> anyhow::Result<Config> {
    let config = charger_config(chemin).await;
    config.context("préparation avec {chemin}")
}
