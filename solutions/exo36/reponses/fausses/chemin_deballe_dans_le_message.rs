// faute   : le message suppose que le chemin est de l'UTF-8
// message : `to_str` rend alors `None`
// test    : etape1::chemin::un_chemin_qui_n_est_pas_de_l_utf8_se_nomme_aussi

#[derive(Debug, thiserror::Error)]
enum ErreurConfig {
    #[error("lecture de {} impossible", chemin.to_str().unwrap())]
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
