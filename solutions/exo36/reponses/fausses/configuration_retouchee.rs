// faute   : la configuration est retouchée au passage
// message : la configuration de l'étape 1 passe telle quelle
// test    : etape2::un_fichier_correct_donne_sa_configuration

async fn preparer(chemin: &Path) -> anyhow::Result<Config> {
    let config = charger_juste(chemin).await;
    config
        .with_context(|| format!("préparation avec {}", chemin.display()))
        .map(|config| Config {
            port: config.port.max(1024),
            ..config
        })
}
