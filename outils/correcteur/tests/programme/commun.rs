//! Le dépôt, et le programme.

#[path = "../commun/mod.rs"]
mod commun;

use correcteur::cours::Cours;

pub(crate) use commun::{COURS, exo29_avec, racine, solution};

pub(crate) const PROGRAMME: &str = env!("CARGO_BIN_EXE_cargo-exo");

pub(crate) fn cours() -> Cours {
    COURS.clone()
}
