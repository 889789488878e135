//! De quoi reconnaître des textes sans les garder.

use sha2::{Digest, Sha256};

/// L'empreinte de ces textes, en hexadécimal : la même d'une machine et d'une version à l'autre.
pub(crate) fn empreinte<T: AsRef<[u8]>>(textes: impl IntoIterator<Item = T>) -> String {
    let mut hacheur = Sha256::new();
    for texte in textes {
        let octets = texte.as_ref();
        // « a, bc » n'est pas « ab, c ».
        hacheur.update(octets.len().to_le_bytes());
        hacheur.update(octets);
    }
    format!("{:x}", hacheur.finalize())
}
