// faute   : le message d'une variante à tuple a un trou vide
// compilateur : aucun
// message : positional argument

#[derive(Debug, thiserror::Error)]
enum ErreurConfig {
    #[error("lecture de {} impossible", chemin.display())]
    Lecture { chemin: PathBuf, source: io::Error },
    #[error("ligne {ligne} : {texte}")]
    Syntaxe { ligne: usize, texte: String },
    #[error("port incorrect : {valeur}")]
    Port {
        valeur: String,
        source: ParseIntError,
    },
    #[error("clé manquante : {}")]
    CleManquante(&'static str),
}
