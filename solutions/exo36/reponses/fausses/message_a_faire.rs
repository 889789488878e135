// faute   : les messages d'erreur sont restés ceux de l'énoncé
// message : l'attribut `#[error(…)]` de la variante

#[derive(Debug, thiserror::Error)]
enum ErreurConfig {
    #[error("lecture de {} impossible", chemin.display())]
    Lecture { chemin: PathBuf, source: io::Error },
    #[error("à faire")]
    Syntaxe { ligne: usize, texte: String },
    #[error("à faire")]
    Port {
        valeur: String,
        source: ParseIntError,
    },
    #[error("à faire")]
    CleManquante(&'static str),
}
