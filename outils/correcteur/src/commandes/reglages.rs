//! Ce que `noter` offre à l'enseignant en plus de noter : ses points, ses corrections, ses retours, et la mémoire des
//! notes.

use std::path::{Path, PathBuf};

use anyhow::ensure;

use super::ecriture::dossier_inscriptible;
use crate::cours::Cours;
use crate::formats::{self, Detail};
use crate::modele::rapport::Rapport;
use crate::moteur::bac_a_sable::BacASable;
use crate::notation::{Memoire, Sources};
use crate::socle::fichiers::NomsDeFichiers;

/// Ce que valent les étapes, et ce qui change une note après les tests.
#[derive(Debug, clap::Args)]
pub(crate) struct OptionsDesNotes {
    /// Fichier TOML : points des exercices et des étapes, bonus, retards. Une ligne suffit : exo31 = 20.
    #[arg(long, alias = "barème", value_name = "FICHIER")]
    bareme: Option<PathBuf>,
    /// CSV des dates de remise (colonnes nom et date), pour la partie [retard] du barème.
    #[arg(long, value_name = "FICHIER")]
    dates: Option<PathBuf>,
    /// Fichier TOML de corrections faites à la main : telle copie, telle étape, tels points, telle raison.
    #[arg(long, value_name = "FICHIER")]
    corrections: Option<PathBuf>,
}

impl OptionsDesNotes {
    /// Les fichiers demandés.
    pub(crate) fn sources(&self) -> Sources {
        Sources {
            bareme: self.bareme.clone(),
            dates: self.dates.clone(),
            corrections: self.corrections.clone(),
        }
    }
}

/// Ce qui se garde des notes.
#[derive(Debug, clap::Args)]
pub(crate) struct OptionsDeMemoire {
    /// Note tout de nouveau : aucune note gardée d'un autre lot ne sert, aucune n'est gardée pour le suivant.
    #[arg(long, alias = "sans-mémoire")]
    sans_memoire: bool,
    /// Où garder les notes d'un lot à l'autre [par défaut : target/correcteur/memoire].
    #[arg(
        long,
        alias = "mémoire",
        value_name = "DOSSIER",
        conflicts_with = "sans_memoire"
    )]
    memoire: Option<PathBuf>,
}

impl OptionsDeMemoire {
    /// Le dossier demandé, s'il y en a un : tout y est écrit.
    pub(crate) fn dossier(&self) -> Option<&Path> {
        self.memoire.as_deref()
    }

    /// Rien de ce qui a déjà été noté ne doit servir.
    pub(crate) fn est_refusee(&self) -> bool {
        self.sans_memoire
    }

    /// La mémoire des notes : sous `target`, ou, si rien n'empêche une copie d'y écrire, dans ce chantier qui sera
    /// effacé.
    ///
    /// # Errors
    /// Le dossier ne se crée pas.
    pub(crate) fn ouvrir(
        &self,
        cours: &Cours,
        bac: &BacASable,
        chantier: &Path,
    ) -> anyhow::Result<Memoire> {
        if self.sans_memoire {
            return Memoire::d_un_lot(&chantier.join("memoire"));
        }
        if !bac.separe() {
            if self.memoire.is_some() {
                eprintln!(
                    "attention : sans bubblewrap ni autre compte, une copie pourrait écrire dans la mémoire des notes : \
                     elle ne durera que le temps de ce lot"
                );
            }
            return Memoire::d_un_lot(&chantier.join("memoire"));
        }
        match &self.memoire {
            Some(dossier) => Memoire::durable(dossier),
            None => Memoire::durable(&cours.cible.join("correcteur").join("memoire")),
        }
    }
}

/// Ce que chaque élève reçoit.
#[derive(Debug, clap::Args)]
pub(crate) struct OptionsDeRetours {
    /// Dossier où écrire, pour chaque élève, une page et un texte qui ne parlent que de lui.
    #[arg(long, value_name = "DOSSIER")]
    retours: Option<PathBuf>,
}

impl OptionsDeRetours {
    /// S'assure, avant de noter, que les retours de ces copies pourront s'écrire.
    ///
    /// # Errors
    /// Ce n'est pas un dossier, il ne s'écrit pas, ou l'un d'eux y remplacerait un fichier qui n'est pas un retour.
    pub(crate) fn verifier<'a>(
        &self,
        copies: impl IntoIterator<Item = &'a str>,
    ) -> anyhow::Result<()> {
        let Some(dossier) = &self.retours else {
            return Ok(());
        };
        ensure!(
            !dossier.is_file(),
            "« {} » est un fichier : --retours demande un dossier",
            dossier.display()
        );
        let mut noms = NomsDeFichiers::default();
        let mut copies: Vec<_> = copies.into_iter().collect();
        copies.sort_unstable();
        for copie in copies {
            let nom = noms.pour(copie);
            for suffixe in ["html", "md"] {
                let retour = dossier.join(format!("{nom}.{suffixe}"));
                ensure!(
                    !retour.exists() || formats::est_un_retour_ecrit(&retour),
                    "« {} » serait remplacé, et n'est pas un retour : range-le ailleurs, ou choisis un autre dossier par \
                     --retours",
                    retour.display()
                );
            }
        }
        dossier_inscriptible(dossier)
    }

    /// Le dossier demandé, s'il y en a un.
    pub(crate) fn dossier(&self) -> Option<&Path> {
        self.retours.as_deref()
    }

    /// Ce qui y est déjà, et qu'un retour peut remplacer.
    pub(crate) fn ecrits(&self) -> Vec<PathBuf> {
        let entrees = self.retours.iter().flat_map(std::fs::read_dir).flatten();
        let chemins = entrees.flatten().map(|entree| entree.path());
        chemins
            .filter(|chemin| formats::est_un_retour(chemin))
            .collect()
    }

    /// Écrit les retours, s'ils sont demandés. `cours` n'est lu qu'alors.
    ///
    /// # Errors
    /// Le cours ne se lit pas, ou le dossier ne s'écrit pas.
    pub(crate) fn ecrire(
        &self,
        cours: impl FnOnce() -> anyhow::Result<Cours>,
        rapport: &Rapport,
        detail: Detail,
    ) -> anyhow::Result<()> {
        match &self.retours {
            Some(dossier) => {
                formats::ecrire_les_retours(rapport, &cours()?.exercices, detail, dossier)
            }
            None => Ok(()),
        }
    }
}
