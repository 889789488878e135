//! Ce que tout le reste emploie, et qui ne sait rien du cours : texte, français, terminal, fichiers.

pub(crate) mod archive;
pub(crate) mod empreinte;
pub(crate) mod equipe;
pub(crate) mod fichiers;
pub mod francais;
pub(crate) mod jetons;
pub(crate) mod lignes;
pub mod mise_en_page;
pub mod points;
pub mod terminal;
pub(crate) mod texte;
