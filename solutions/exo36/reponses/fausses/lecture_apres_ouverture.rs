// faute   : seule l'ouverture est traitée, la lecture est supposée réussir
// message : en font une panique
// test    : etape1::un_fichier_illisible_est_une_erreur_de_lecture

async fn charger_config(chemin: &Path) -> Result<Config, ErreurConfig> {
    let fichier = tokio::fs::File::open(chemin).await;
    let mut fichier = fichier.map_err(|source| ErreurConfig::Lecture {
        chemin: chemin.into(),
        source,
    })?;
    let mut lu = String::new();
    fichier
        .read_to_string(&mut lu)
        .await
        .expect("le fichier est ouvert");
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
