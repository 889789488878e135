//! Ce que `noter` et `fusionner` ont en commun : où et sous quelles formes écrire un rapport.

use std::path::{Path, PathBuf};

use crate::lot::ecrire_entier;
use crate::rapport::{FICHIER, Rapport};
use crate::tableau::nombre;

/// Où et comment écrire le rapport.
#[derive(Debug, clap::Args)]
pub struct Ecriture {
    /// Dossier où écrire le rapport et les résultats.
    #[arg(long, value_name = "DOSSIER")]
    sortie: Option<PathBuf>,
}

impl Ecriture {
    /// Le dossier de sortie, s'il y en a un.
    pub fn dossier(&self) -> Option<&Path> {
        self.sortie.as_deref()
    }

    /// Écrit le rapport sous toutes les formes demandées.
    ///
    /// # Errors
    /// Le dossier de sortie ne s'écrit pas.
    pub fn ecrire(&self, rapport: &Rapport) -> anyhow::Result<()> {
        if let Some(sortie) = &self.sortie {
            std::fs::create_dir_all(sortie)?;
            let mut octets = serde_json::to_vec_pretty(rapport)?;
            octets.push(b'\n');
            ecrire_entier(&sortie.join(FICHIER), &octets)?;
        }
        for copie in &rapport.copies {
            println!("{:>5} / 20  {}", nombre(copie.note), copie.nom);
        }
        Ok(())
    }
}
