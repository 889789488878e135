// faute   : met l'hôte en minuscules
// message : la configuration de l'étape 1 passe telle quelle

async fn preparer(chemin: &Path) -> anyhow::Result<Config> {
    let mut c = charger_juste(chemin)
        .await
        .with_context(|| format!("préparation avec {}", chemin.display()))?;
    c.hote.make_ascii_lowercase();
    Ok(c)
}
