// faute   : `unwrap` sur la conversion en texte
// message : aucun `unwrap` ne tient dessus
// test    : etape1::un_fichier_qui_n_est_pas_du_texte_ne_fait_pas_paniquer

async fn charger_config(chemin: &Path) -> Result<Config, ErreurConfig> {
    let lu = tokio::fs::read(chemin).await;
    let lu = lu.map_err(|source| ErreurConfig::Lecture {
        chemin: chemin.into(),
        source,
    })?;
    let lu = String::from_utf8(lu).unwrap();
    let (mut hote, mut port) = (None, None);
    for (i, ligne) in lu.lines().enumerate() {
        let ligne = ligne.trim();
        if ligne.is_empty() || ligne.starts_with('#') {
            continue;
        }
        let Some((cle, valeur)) = ligne.split_once('=') else {
            return Err(ErreurConfig::Syntaxe {
                ligne: i + 1,
                texte: ligne.into(),
            });
        };
        let valeur = valeur.trim();
        match cle.trim() {
            "hote" => hote = Some(valeur.to_owned()),
            "port" => {
                let lu = valeur.parse::<u16>();
                port = Some(lu.map_err(|source| ErreurConfig::Port {
                    valeur: valeur.into(),
                    source,
                })?);
            }
            _ => {}
        }
    }
    let hote = hote.ok_or(ErreurConfig::CleManquante("hote"))?;
    let port = port.ok_or(ErreurConfig::CleManquante("port"))?;
    Ok(Config { hote, port })
}
