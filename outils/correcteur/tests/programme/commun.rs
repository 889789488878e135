//! Le dépôt, et le programme.

#[path = "../partage/mod.rs"]
mod partage;

use std::path::Path;

use correcteur::cours::Cours;

pub(crate) use partage::{COURS, exo29_avec, racine, solution};

pub(crate) const PROGRAMME: &str = env!("CARGO_BIN_EXE_cargo-exo");

pub(crate) fn cours() -> Cours {
    COURS.clone()
}

/// Le texte de ce fichier, donné depuis la racine du dépôt.
pub(crate) fn lire(chemin: impl AsRef<Path>) -> String {
    let chemin = racine().join(chemin);
    std::fs::read_to_string(&chemin)
        .unwrap_or_else(|erreur| panic!("{} : {erreur}", chemin.display()))
}
