// faute   : met deux fois le contexte
// message : le contexte y est 2 fois

async fn preparer(chemin: &Path) -> anyhow::Result<Config> {
    let c = || format!("préparation avec {}", chemin.display());
    charger_juste(chemin).await.with_context(c).with_context(c)
}
