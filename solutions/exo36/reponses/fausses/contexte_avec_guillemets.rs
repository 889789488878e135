// faute   : le chemin écrit avec `{:?}`
// message : ajoute des guillemets
// test    : etape2::l_erreur_dit_ce_qu_on_preparait

async fn preparer(chemin: &Path) -> anyhow::Result<Config> {
    let config = charger_config(chemin).await;
    config.with_context(|| format!("préparation avec {chemin:?}"))
}
