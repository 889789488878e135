// faute   : `std::fs` sur le thread du runtime
// message : `std::fs` bloque le thread du runtime
// test    : etape1::le_thread_du_runtime_ne_touche_pas_au_fichier

async fn charger_config(chemin: &Path) -> Result<Config, ErreurConfig> {
    let lu = std::fs::read_to_string(chemin);
    let lu = lu.map_err(|source| ErreurConfig::Lecture {
        chemin: chemin.into(),
        source,
    })?;
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
