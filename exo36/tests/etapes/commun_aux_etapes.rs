//! Ce que plusieurs étapes partagent.

use std::error::Error;
use std::fmt::{Display, Formatter};

use banc::{Dossier, ms};

use crate::Limites;

pub fn dossier() -> Dossier {
    Dossier::new(env!("CARGO_TARGET_TMPDIR"))
}

/// Une erreur bien à nous, qu'on doit retrouver entière.
#[derive(Debug, PartialEq)]
pub struct Panne(pub u32);

impl Display for Panne {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str("panne")
    }
}

impl Error for Panne {}

/// Des limites larges, pour les tests dont elles ne sont pas le sujet.
pub fn limites() -> Limites {
    Limites {
        taille_max: 4096,
        delai: ms(5000),
        connexions_max: 10,
    }
}
