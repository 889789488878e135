//! La boucle qu'un enseignant écrirait sans le correcteur.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, ensure};
use correcteur::cours::{Cours, Exercice};
use correcteur::moteur::processus::{Demande, executer};

use super::copies::{Attendue, Copie, Rendue, nom};
use super::correcteur::Banc;

/// Temps laissé, dans la boucle, à un `cargo test` : bien plus que le chien de garde des tests.
const DELAI_DE_LA_BOUCLE: Duration = Duration::from_secs(120);

/// La boucle d'un enseignant : dans chaque clone, `cargo test -p exoNN` pour chaque exercice. Tous les clones
/// partagent un dossier `target` où les bibliothèques sont déjà compilées : c'est la plus rapide.
pub(crate) struct Boucle<'a> {
    cours: &'a Cours,
    copies: usize,
    dossier: PathBuf,
}

/// Un `cargo test`.
#[derive(Clone, Copy)]
pub(crate) struct Passage {
    pub(crate) eleve: usize,
    pub(crate) exercice: usize,
    pub(crate) duree: Duration,
}

impl<'a> Boucle<'a> {
    /// Fait les clones et compile tout une fois, énoncés compris.
    pub(crate) fn preparer(
        banc: &Banc<'a>,
        nom_du_dossier: &str,
        copies: usize,
    ) -> anyhow::Result<Self> {
        let dossier = banc.dossier.join(nom_du_dossier);
        for eleve in 0..copies {
            cloner(&banc.cours.racine, &dossier.join(nom(eleve)))?;
        }
        let boucle = Boucle {
            cours: banc.cours,
            copies,
            dossier,
        };
        for exercice in &banc.cours.exercices {
            let (reussi, _) = boucle.cargo_test(0, exercice, &["--no-run"])?;
            ensure!(reussi, "{} ne compile pas dans un clone neuf", exercice.nom);
        }
        Ok(boucle)
    }

    /// Passe toutes les réponses de ces copies.
    pub(crate) fn passer(&self, copies: &[Copie]) -> anyhow::Result<Vec<Passage>> {
        let exercices = 0..self.cours.exercices.len();
        let toutes =
            (0..self.copies).flat_map(|eleve| exercices.clone().map(move |rang| (eleve, rang)));
        let passages =
            toutes.map(|(eleve, rang)| self.passer_une(eleve, rang, &copies[eleve][rang]));
        passages.collect()
    }

    /// Pose la réponse dans le clone, la teste, et vérifie que Cargo en pense ce que le corpus déclare.
    pub(crate) fn passer_une(
        &self,
        eleve: usize,
        rang: usize,
        rendue: &Rendue,
    ) -> anyhow::Result<Passage> {
        let exercice = &self.cours.exercices[rang];
        let fichier = self.dossier.join(nom(eleve)).join(&exercice.nom);
        // Posée juste avant, et non d'avance : les clones ont le même dossier `target`, et Cargo, qui compare
        // des dates, prendrait le programme du clone précédent pour celui-ci.
        std::fs::write(fichier.join("src/main.rs"), &rendue.texte)?;
        let (reussi, duree) = self.cargo_test(eleve, exercice, &[])?;
        let attendu = matches!(rendue.attendue, Attendue::ToutAcquis);
        ensure!(
            reussi == attendu,
            "la boucle se trompe sur {}, {} : {:?} était attendu",
            nom(eleve),
            exercice.nom,
            rendue.attendue
        );
        Ok(Passage {
            eleve,
            exercice: rang,
            duree,
        })
    }

    /// Vrai si Cargo dit que tout passe ; et ce qu'il a pris de temps.
    fn cargo_test(
        &self,
        eleve: usize,
        exercice: &Exercice,
        options: &[&str],
    ) -> anyhow::Result<(bool, Duration)> {
        let mut commande = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
        commande
            .args(["test", "--package", &exercice.nom])
            .args(options)
            .current_dir(self.dossier.join(nom(eleve)))
            .env("CARGO_TARGET_DIR", self.dossier.join("target"));
        let demande = Demande {
            entree: b"",
            ligne_attendue: None,
            delai: DELAI_DE_LA_BOUCLE,
            garder: 1024 * 1024,
        };
        let fin = executer(commande, &demande).context("cargo ne se lance pas")?;
        let statut = fin.statut.with_context(|| {
            format!("{}, {} : cargo test ne finit pas", nom(eleve), exercice.nom)
        })?;
        Ok((statut.success(), fin.duree))
    }
}

/// Copie l'arbre du cours, moins les produits de Cargo, l'historique et les solutions.
fn cloner(source: &Path, cible: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(cible)?;
    for entree in std::fs::read_dir(source)? {
        let entree = entree?;
        let (nom, nature) = (entree.file_name(), entree.file_type()?);
        if nature.is_dir()
            && !["target", ".git", "solutions"]
                .iter()
                .any(|sans| nom == *sans)
        {
            cloner(&entree.path(), &cible.join(nom))?;
        } else if nature.is_file() {
            std::fs::copy(entree.path(), cible.join(nom))?;
        }
    }
    Ok(())
}
