// faute   : le message d'une variante à tuple nomme un champ qui n'a pas de nom
// compilateur : E0425
// message : cannot find value

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
    #[error("clé manquante : {cle}")]
    CleManquante(&'static str),
}
