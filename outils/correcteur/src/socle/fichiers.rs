//! Des fichiers lus avec une erreur qui les nomme, écrits en entier ou pas du tout, sous des noms que tout système
//! accepte.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

use anyhow::Context;

use super::empreinte::empreinte;
use super::texte::{compose, frontiere};

/// Le texte de ce fichier.
///
/// # Errors
/// Il ne se lit pas, ou n'est pas de l'UTF-8 : l'erreur le nomme.
pub(crate) fn lire(chemin: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(chemin)
        .with_context(|| format!("« {} » ne se lit pas", chemin.display()))
}

/// Crée ce dossier, et ceux qui le contiennent, s'ils ne sont pas déjà là.
///
/// # Errors
/// Il ne se crée pas : l'erreur le nomme.
pub(crate) fn creer_dossier(chemin: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(chemin)
        .with_context(|| format!("« {} » ne se crée pas", chemin.display()))
}

/// Écrit ce fichier en entier, ou pas du tout : à côté, puis à sa place d'un seul geste. Ses dossiers sont créés.
///
/// # Errors
/// Le disque est plein, ou le dossier ne s'écrit pas.
pub(crate) fn ecrire_entier(chemin: &Path, octets: &[u8]) -> anyhow::Result<()> {
    let ecrire = || -> std::io::Result<()> {
        let dossier = match chemin.parent() {
            Some(dossier) if !dossier.as_os_str().is_empty() => dossier,
            _ => Path::new("."),
        };
        std::fs::create_dir_all(dossier)?;
        let mut modele = tempfile::Builder::new();
        modele.prefix(".en-cours-");
        // Un fichier temporaire n'est lisible que de son auteur ; ceux-ci ont les droits d'un fichier ordinaire.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            modele.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let mut fichier = modele.tempfile_in(dossier)?;
        fichier.write_all(octets)?;
        fichier.as_file().sync_all()?;
        fichier.persist(chemin)?;
        Ok(())
    };
    ecrire().with_context(|| format!("« {} » ne s'écrit pas", chemin.display()))
}

/// Un nom de fichier toujours le même pour le même texte, et jamais pour un autre.
pub(crate) fn nom_de_fichier(texte: &str) -> String {
    format!("{}-{}", assainir(texte), &empreinte([texte])[..8])
}

/// Des noms de fichiers sûrs et tous différents, même sans distinguer les majuscules.
#[derive(Debug, Default)]
pub(crate) struct NomsDeFichiers(HashSet<String>);

impl NomsDeFichiers {
    /// Un nom que tout système accepte, qui ressemble au texte : lettres, chiffres, `-`, `_` et `.`.
    pub(crate) fn pour(&mut self, texte: &str) -> String {
        let base = assainir(texte);
        let mut nom = base.clone();
        let mut rang = 2;
        while !self.0.insert(nom.to_lowercase()) {
            nom = format!("{base}-{rang}");
            rang += 1;
        }
        nom
    }
}

fn assainir(texte: &str) -> String {
    /// Octets gardés, au plus : les systèmes en acceptent 255.
    const MAX: usize = 100;
    /// Les noms que Windows réserve, quelle que soit leur extension.
    const RESERVES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

    let propre: String = compose(texte)
        .chars()
        .map(|c| match c {
            '-' | '_' | '.' => c,
            _ if c.is_alphanumeric() => c,
            _ => '_',
        })
        .collect();
    let propre = propre[..frontiere(&propre, MAX)].trim_matches('.');
    let racine = propre.split('.').next().unwrap_or_default().to_lowercase();
    let racine = racine.trim_end_matches(|c: char| c.is_ascii_digit());
    // Un tiret de tête se lirait comme une option.
    if propre.is_empty() || propre.starts_with('-') || RESERVES.contains(&racine) {
        format!("_{propre}")
    } else {
        propre.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_nom_de_fichier_est_sage_et_unique() {
        for nom in ["../../etc/passwd", "", ".", "a\nb", "=1+1", "é"] {
            let fichier = nom_de_fichier(nom);
            assert!(
                fichier
                    .chars()
                    .all(|c| c.is_alphanumeric() || "-_.".contains(c)),
                "{fichier}"
            );
        }
        assert!(nom_de_fichier(&"x".repeat(500)).len() < 120);
        assert_ne!(nom_de_fichier("a/b"), nom_de_fichier("a_b"));
        assert_ne!(nom_de_fichier("Alice"), nom_de_fichier("alice"));
    }

    #[test]
    fn les_noms_de_fichiers_sont_surs_et_distincts() {
        let mut noms = NomsDeFichiers::default();
        let donnes = [
            "../../etc/passwd",
            "Élodie",
            "e\u{301}lodie",
            "NUL.txt",
            "com1",
            "",
            "...",
            "a/b\0\n",
            "=x",
        ]
        .map(|texte| noms.pour(texte));
        let attendus = [
            "_.._etc_passwd",
            "Élodie",
            "élodie-2",
            "_NUL.txt",
            "_com1",
            "_",
            "_-2",
            "a_b__",
            "_x",
        ];
        assert_eq!(donnes, attendus);
        assert!(noms.pour(&"x".repeat(5000)).len() <= 120);
    }
}
