//! Le dépôt, et le programme.

use std::path::{Path, PathBuf};

use correcteur::cours::Cours;

pub(crate) const PROGRAMME: &str = env!("CARGO_BIN_EXE_cargo-exo");

pub(crate) fn racine() -> PathBuf {
    let paquet = Path::new(env!("CARGO_MANIFEST_DIR"));
    paquet.ancestors().nth(2).unwrap().to_owned()
}

pub(crate) fn cours() -> Cours {
    Cours::charger(&racine()).unwrap()
}
