//! Les copies notées, une par fichier, écrit entier ou pas du tout : un lot arrêté n'importe où se reprend.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::modele::rapport::Copie;
use crate::modele::resultat::{Resultat, Signalement};
use crate::socle::fichiers::{creer_dossier, ecrire_entier, nom_de_fichier};

/// Nom du dossier des copies notées, dans le dossier de sortie.
pub const DOSSIER_DES_COPIES: &str = "copies";

/// Une copie notée, telle qu'elle se garde.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Gardee {
    /// Ce qui a été noté, et comment : une autre empreinte demande une autre notation.
    pub(super) empreinte: String,
    pub(super) copie: Copie,
}

/// Les premiers exercices d'une copie que quelque chose a interrompue. La mémoire des notes ne suffirait pas à les
/// retrouver : elle n'en garde que ce qui est sûr d'être pareil une autre fois, et rien avec `--sans-memoire` ou là où les
/// copies ne sont pas à part.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Entamee {
    /// Comme [`Gardee::empreinte`].
    pub(super) empreinte: String,
    pub(super) notees: Vec<(Resultat, Vec<Signalement>)>,
}

/// Les copies notées d'un lot, une par fichier.
#[derive(Debug)]
pub struct Casier(PathBuf);

impl Casier {
    /// Le casier de ce dossier de sortie, créé s'il le faut.
    ///
    /// # Errors
    /// Le dossier ne se crée pas.
    pub fn ouvrir(sortie: &Path) -> anyhow::Result<Self> {
        let dossier = sortie.join(DOSSIER_DES_COPIES);
        creer_dossier(&dossier)?;
        Ok(Casier(dossier))
    }

    /// La copie de ce nom, notée.
    ///
    /// # Errors
    /// Elle manque, ou le fichier est d'une autre version.
    pub fn prendre(&self, nom: &str) -> anyhow::Result<Copie> {
        let gardee = self.lire(nom);
        Ok(gardee
            .with_context(|| format!("la copie « {nom} » n'est pas dans « {} »", self.0.display()))?
            .copie)
    }

    /// Cette copie y est, notée ou entamée, par cette version ou une autre.
    pub fn connait(&self, nom: &str) -> bool {
        self.fichier(nom).exists() || self.est_entamee(nom)
    }

    fn lire(&self, nom: &str) -> Option<Gardee> {
        let octets = std::fs::read(self.fichier(nom)).ok()?;
        serde_json::from_slice(&octets).ok()
    }

    pub(super) fn a_deja(&self, nom: &str, empreinte: &str) -> bool {
        self.lire(nom)
            .is_some_and(|gardee| gardee.empreinte == empreinte && gardee.copie.nom == nom)
    }

    pub(super) fn ranger(&self, gardee: &Gardee) -> anyhow::Result<()> {
        let nom = &gardee.copie.nom;
        ecrire_entier(&self.fichier(nom), &serde_json::to_vec(gardee)?)?;
        effacer(&self.fichier_entame(nom))
    }

    /// Oublie cette copie : ce qui en était gardé ne passera pas pour noté de nouveau.
    ///
    /// # Errors
    /// Un fichier ne s'efface pas.
    pub fn oublier(&self, nom: &str) -> anyhow::Result<()> {
        effacer(&self.fichier(nom))?;
        effacer(&self.fichier_entame(nom))
    }

    /// Cette copie a des exercices notés, sans l'être toute.
    pub fn est_entamee(&self, nom: &str) -> bool {
        self.fichier_entame(nom).exists()
    }

    /// Ce qui est déjà noté de cette copie, pour ce contenu et ces réglages.
    pub(super) fn entamee(&self, nom: &str, empreinte: &str) -> Vec<(Resultat, Vec<Signalement>)> {
        let octets = std::fs::read(self.fichier_entame(nom)).unwrap_or_default();
        let entamee = serde_json::from_slice::<Entamee>(&octets).ok();
        let entamee = entamee.filter(|entamee| entamee.empreinte == empreinte);
        entamee.map_or_else(Vec::new, |entamee| entamee.notees)
    }

    pub(super) fn ranger_entamee(&self, nom: &str, entamee: &Entamee) -> anyhow::Result<()> {
        ecrire_entier(&self.fichier_entame(nom), &serde_json::to_vec(entamee)?)
    }

    fn fichier_entame(&self, nom: &str) -> PathBuf {
        self.0.join(format!("{}.entamee", nom_de_fichier(nom)))
    }

    fn fichier(&self, nom: &str) -> PathBuf {
        self.0.join(format!("{}.json", nom_de_fichier(nom)))
    }
}

fn effacer(fichier: &Path) -> anyhow::Result<()> {
    if fichier.exists() {
        std::fs::remove_file(fichier)
            .with_context(|| format!("« {} » ne s'efface pas", fichier.display()))?;
    }
    Ok(())
}
