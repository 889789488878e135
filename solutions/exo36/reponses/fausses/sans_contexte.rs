// faute   : `?` seul : aucun contexte
// message : l'un des deux manque
// test    : etape2::la_chaine_complete_montre_la_cause

async fn preparer(chemin: &Path) -> anyhow::Result<Config> {
    Ok(charger_config(chemin).await?)
}
