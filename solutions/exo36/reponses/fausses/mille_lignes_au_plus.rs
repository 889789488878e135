// faute   : ne lit que les mille premières lignes
// message : un fichier de 1200 lignes vides

async fn charger_config(chemin: &Path) -> Result<Config, ErreurConfig> {
    let lu = tokio::fs::read_to_string(chemin)
        .await
        .map_err(|source| ErreurConfig::Lecture {
            chemin: chemin.into(),
            source,
        })?;
    let (mut hote, mut port) = (None, None);
    for (i, l) in lu.lines().take(1000).enumerate() {
        let l = l.trim();
        if l.is_empty() || l.starts_with('#') {
            continue;
        }
        let Some((c, v)) = l.split_once('=') else {
            return Err(ErreurConfig::Syntaxe {
                ligne: i + 1,
                texte: l.into(),
            });
        };
        match (c.trim(), v.trim()) {
            ("hote", v) => hote = Some(v.to_owned()),
            ("port", v) => {
                port = Some(v.parse().map_err(|source| ErreurConfig::Port {
                    valeur: v.into(),
                    source,
                })?)
            }
            _ => {}
        }
    }
    Ok(Config {
        hote: hote.ok_or(ErreurConfig::CleManquante("hote"))?,
        port: port.ok_or(ErreurConfig::CleManquante("port"))?,
    })
}
