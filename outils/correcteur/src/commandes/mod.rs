//! Les commandes de `cargo exo`, une par fichier.

pub mod aide;
pub mod completions;
pub(crate) mod ecriture;
pub mod fusionner;
pub mod indice;
pub mod livre;
pub(crate) mod moodle;
pub mod noter;
pub mod ouvrir;
pub mod recommencer;
mod reglages;
pub mod solution;
pub mod suivre;
pub mod tableau;
pub mod verifier;
