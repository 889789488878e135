//! Des fichiers écrits en entier ou pas du tout, et des noms que tout système accepte.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use sha2::{Digest, Sha256};

/// Écrit ce fichier en entier, ou pas du tout : à côté, puis à sa place d'un seul geste.
///
/// # Errors
/// Le dossier manque, ou le disque est plein.
pub(crate) fn ecrire_entier(chemin: &Path, octets: &[u8]) -> anyhow::Result<()> {
    let ecrire = || -> std::io::Result<()> {
        let dossier = chemin.parent().unwrap_or(Path::new("."));
        let mut fichier = tempfile::Builder::new()
            .prefix(".en-cours-")
            .tempfile_in(dossier)?;
        fichier.write_all(octets)?;
        fichier.as_file().sync_data()?;
        // Un fichier temporaire n'est lisible que de son auteur ; un rapport se partage.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fichier
                .as_file()
                .set_permissions(std::fs::Permissions::from_mode(0o644))?;
        }
        fichier.persist(chemin)?;
        Ok(())
    };
    ecrire().with_context(|| format!("« {} » ne s'écrit pas", chemin.display()))
}

/// Un nom de fichier que tout système accepte : ce qui est lisible du nom, puis de quoi le rendre unique.
pub(crate) fn nom_de_fichier(nom: &str) -> String {
    let lisible: String = nom
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        })
        .take(60)
        .collect();
    let empreinte = Sha256::digest(nom);
    let [a, b, c, d, ..] = empreinte.as_slice() else {
        unreachable!("SHA-256 donne 32 octets");
    };
    format!("{lisible}-{a:02x}{b:02x}{c:02x}{d:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_nom_de_fichier_est_sage_et_unique() {
        for nom in [
            "../../etc/passwd",
            "",
            ".",
            "a\nb",
            "=1+1",
            "é",
            &"x".repeat(500),
        ] {
            let fichier = nom_de_fichier(nom);
            assert!(fichier.len() < 80, "{fichier}");
            assert!(
                fichier
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)),
                "{fichier}"
            );
        }
        assert_ne!(nom_de_fichier("a/b"), nom_de_fichier("a_b"));
        assert_ne!(nom_de_fichier("Alice"), nom_de_fichier("alice"));
    }
}
