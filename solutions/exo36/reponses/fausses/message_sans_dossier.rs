// faute   : le message ne donne que le nom du fichier
// message : le chemin entier
// test    : etape1::chaque_message_nomme_ce_qui_est_en_cause

#[derive(Debug, thiserror::Error)]
enum ErreurConfig {
    #[error("lecture de {} impossible", chemin.file_name().unwrap_or_default().display())]
    Lecture { chemin: PathBuf, source: io::Error },
    #[error("ligne {ligne} : {texte}")]
    Syntaxe { ligne: usize, texte: String },
    #[error("port incorrect : {valeur}")]
    Port {
        valeur: String,
        source: ParseIntError,
    },
    #[error("clé absente : {0}")]
    CleManquante(&'static str),
}
