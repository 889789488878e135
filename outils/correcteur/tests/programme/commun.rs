//! Le dépôt, et le programme.

// Noter n'est essayé que sous Unix : ailleurs, personne ne demande de réponse.
#[path = "../partage/mod.rs"]
#[cfg_attr(not(unix), allow(dead_code))]
mod partage;

use std::path::Path;

use correcteur::cours::Cours;

#[cfg_attr(not(unix), allow(unused_imports))]
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
