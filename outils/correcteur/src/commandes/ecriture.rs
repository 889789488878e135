//! Ce que `noter` et `fusionner` ont en commun : où et sous quelles formes écrire un rapport.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::formats::{self, Detail, Format};
use crate::modele::rapport::Rapport;
use crate::socle::fichiers::creer_dossier;

/// Où et comment écrire le rapport.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Ecriture {
    /// Dossier où écrire le rapport et les résultats.
    #[arg(long, value_name = "DOSSIER")]
    sortie: Option<PathBuf>,
    /// Forme du rapport (peut se répéter) [par défaut : la table, au terminal].
    #[arg(long, value_name = "FORMAT")]
    format: Vec<Format>,
    /// Ce que l'élève voit de ses échecs.
    #[arg(long, value_name = "DÉTAIL", default_value = "complet")]
    detail: Detail,
}

impl Ecriture {
    /// Le dossier de sortie, s'il y en a un.
    pub(crate) fn dossier(&self) -> Option<&Path> {
        self.sortie.as_deref()
    }

    /// Le même, qui écrit dans ce dossier si aucun n'a été demandé.
    pub(crate) fn dans_un_dossier(&self, defaut: impl FnOnce() -> PathBuf) -> Self {
        let mut ecriture = self.clone();
        ecriture.sortie.get_or_insert_with(defaut);
        ecriture
    }

    /// Ce que l'élève voit.
    pub(crate) fn detail(&self) -> Detail {
        self.detail
    }

    /// S'assure, avant de noter, que le rapport de tant de copies et d'exercices pourra s'écrire.
    ///
    /// # Errors
    /// Ce que [`Ecriture::ecrire`] rendrait, sauf un disque qui se remplit entre-temps.
    pub(crate) fn verifier(&self, copies: usize, exercices: usize) -> anyhow::Result<()> {
        formats::verifier(&self.format, copies, exercices, self.dossier())?;
        let Some(sortie) = self.dossier() else {
            return Ok(());
        };
        std::fs::create_dir_all(sortie)
            .and_then(|()| tempfile::tempfile_in(sortie))
            .with_context(|| format!("« {} » ne s'écrit pas", sortie.display()))?;
        Ok(())
    }

    /// Écrit le rapport sous toutes les formes demandées, et toujours `rapport.json` dans le dossier de
    /// sortie : c'est de lui que part `fusionner`.
    ///
    /// # Errors
    /// Le dossier de sortie ne s'écrit pas, ou un format en demande un.
    pub(crate) fn ecrire(&self, rapport: &Rapport) -> anyhow::Result<()> {
        let mut formats = self.format.clone();
        if formats.is_empty() {
            formats.push(Format::Table);
        }
        if let Some(sortie) = &self.sortie {
            creer_dossier(sortie)?;
            formats.push(Format::Json);
        }
        formats::ecrire(rapport, &formats, self.detail, self.dossier())?;
        Ok(())
    }
}
