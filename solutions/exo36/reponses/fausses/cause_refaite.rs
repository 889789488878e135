// faute   : refait la cause à partir de son genre
// message : la cause a perdu son code

async fn preparer(chemin: &Path) -> anyhow::Result<Config> {
    match charger_juste(chemin).await {
        Ok(c) => Ok(c),
        Err(ErreurConfig::Lecture { chemin, source }) => {
            let ou = chemin.display().to_string();
            Err(anyhow::Error::new(ErreurConfig::Lecture {
                chemin,
                source: source.kind().into(),
            })
            .context(format!("préparation avec {ou}")))
        }
        Err(e) => {
            Err(anyhow::Error::new(e).context(format!("préparation avec {}", chemin.display())))
        }
    }
}
