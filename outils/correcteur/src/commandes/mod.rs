//! Les commandes de `cargo exo`, une par fichier.

pub mod ecriture;
pub mod fusionner;
pub mod noter;
