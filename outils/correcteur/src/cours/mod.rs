//! Ce que le cours contient, lu là où c'est écrit : les manifestes, les tests, les README, les réponses.

pub(crate) mod decoupe;
pub(crate) mod demonstration;
mod elements;
pub mod inventaire;
pub mod lecon;
pub mod lectures;
mod manifeste;
pub mod reponse;

pub(crate) use manifeste::{COPIES_DES_ENONCES, cargo};
pub use manifeste::{Cours, Dependance, Etape, Exercice, Niveau};
