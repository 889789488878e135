// faute   : garde l'erreur, mais coupe la chaîne de ses causes
// message : `Error::msg`

async fn preparer(chemin: &Path) -> anyhow::Result<Config> {
    charger_juste(chemin)
        .await
        .map_err(anyhow::Error::msg)
        .with_context(|| format!("préparation avec {}", chemin.display()))
}
