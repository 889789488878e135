//! Ce qu'un processus de tests reçoit, seul ou avec d'autres : un dossier à lui, son environnement, ses limites, un secret.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;

use crate::cours::Exercice;
use crate::moteur::bac_a_sable::{BacASable, Besoin, Limites};
use crate::socle::fichiers::creer_dossier;

/// Ce qu'un test voit et consomme : son programme, un dossier à lui, qui lui tient aussi lieu de dossier
/// temporaire.
pub(crate) fn besoin<'a>(
    arbre: &'a Path,
    dossier: &'a Path,
    temporaire: &'a Path,
    delai: Duration,
) -> Besoin<'a> {
    Besoin {
        lus: vec![arbre],
        ecrits: Vec::new(),
        passagers: vec![dossier, temporaire],
        limites: Limites {
            // Le chien de garde et le délai voient avant elle ce qui boucle sur quatre threads ; elle est pour
            // ce qui leur échapperait.
            processeur: delai.as_secs() * 4 + 4,
            memoire: MEMOIRE,
            adresses: 4 * MEMOIRE,
            fichier: 64,
            processus: 1024,
        },
        sans_droits: true,
    }
}

/// Tout ce qu'un test trouve dans son environnement, en plus de son secret.
pub(crate) fn environnement<'a>(
    bac: &'a BacASable,
    exercice: &'a Exercice,
    dossier: &'a Path,
) -> Vec<(&'static str, &'a std::ffi::OsStr)> {
    let mut environnement: Vec<(_, &std::ffi::OsStr)> = vec![
        ("CARGO_PKG_NAME", exercice.nom.as_ref()),
        ("RUST_BACKTRACE", "0".as_ref()),
        ("TMPDIR", dossier.as_ref()),
        ("TMP", dossier.as_ref()),
        ("TEMP", dossier.as_ref()),
    ];
    if cfg!(unix) {
        // Le banc crée ses tubes nommés avec `mkfifo`.
        environnement.push(("PATH", bac.path()));
    }
    environnement
}

pub(crate) fn tirer_un_secret() -> anyhow::Result<String> {
    let mut octets = [0; 16];
    getrandom::fill(&mut octets).context("le système ne donne pas de hasard")?;
    Ok(format!("{:032x}", u128::from_ne_bytes(octets)))
}

/// Le dossier de travail d'un test, effacé avec lui.
pub(crate) struct DossierDeTest(pub(crate) PathBuf);

impl DossierDeTest {
    pub(crate) fn creer(arbre: &Path, test: &str) -> anyhow::Result<Self> {
        let chemin = arbre.join("travail").join(test.replace("::", "-"));
        creer_dossier(&chemin)?;
        Ok(DossierDeTest(chemin))
    }
}

impl Drop for DossierDeTest {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Mémoire d'un test, en Mio. Un test qui ouvre tous les threads bloquants de Tokio en demande 1024 pour
/// leurs piles.
const MEMOIRE: u64 = 1536;
