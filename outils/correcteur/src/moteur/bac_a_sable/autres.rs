//! Là où il n'y a pas de bac à sable.

use std::process::Command;

use super::{BacASable, Besoin, prefixer, protection};

pub(super) fn sonder() -> BacASable {
    let mut bac = BacASable::aucun();
    bac.protections = vec![protection(
        "bac à sable",
        false,
        "il n'existe que sous Linux ; ici, une limite de temps et un objet « job » par processus",
    )];
    bac
}

pub(super) fn envelopper(_: &BacASable, commande: &Command, _: &Besoin<'_>) -> Command {
    prefixer(Vec::new(), commande)
}
