//! Le dépôt, et le programme.

#[path = "../partage/mod.rs"]
mod partage;

use correcteur::cours::Cours;

pub(crate) use partage::{COURS, exo29_avec, racine, solution};

pub(crate) const PROGRAMME: &str = env!("CARGO_BIN_EXE_cargo-exo");

pub(crate) fn cours() -> Cours {
    COURS.clone()
}
