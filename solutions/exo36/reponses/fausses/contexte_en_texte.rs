// faute   : `anyhow!` ne garde que le texte de l'erreur
// message : downcast_ref
// test    : etape2::l_erreur_d_origine_se_retrouve_par_downcast

async fn preparer(chemin: &Path) -> anyhow::Result<Config> {
    charger_config(chemin)
        .await
        .map_err(|erreur| anyhow::anyhow!("{erreur}"))
        .with_context(|| format!("préparation avec {}", chemin.display()))
}
