// faute   : le chemin est supposé être de l'UTF-8
// message : un chemin n'est pas toujours de l'UTF-8
// test    : etape2::un_chemin_qui_n_est_pas_de_l_utf8_se_nomme_aussi

async fn preparer(chemin: &Path) -> anyhow::Result<Config> {
    let texte = format!("préparation avec {}", chemin.to_str().unwrap());
    charger_juste(chemin).await.context(texte)
}
