// faute   : `context("…{chemin}")` : rien n'est interpolé
// message : n'interpole rien
// test    : etape2::un_chemin_qui_n_est_pas_de_l_utf8_se_nomme_aussi

async fn preparer(chemin: &Path) -> anyhow::Result<Config> {
    let config = charger_config(chemin).await;
    config.context("préparation avec {chemin}")
}
