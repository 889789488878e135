//! `cargo exo fusionner` : réunir les rapports de plusieurs parties d'un lot.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

use crate::cours::Cours;
use crate::modele::rapport::{self, Rapport};
use crate::modele::resultat::Resultat;

use super::ecriture::{Ecriture, proteger};
use super::reglages::OptionsDeRetours;

/// Ce qu'on peut demander à `fusionner`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Un dossier de sortie de `cargo exo noter`, ou son rapport.json.
    #[arg(value_name = "DOSSIER", required = true)]
    dossiers: Vec<PathBuf>,
    #[command(flatten)]
    retours: OptionsDeRetours,
    #[command(flatten)]
    ecriture: Ecriture,
}

/// Réunit les rapports ; vrai si tous les exercices de toutes les copies sont acquis.
///
/// # Errors
/// Un rapport ne se lit pas, il manque une partie du lot, ou ils ne parlent pas du même cours.
pub fn executer(options: &Options) -> anyhow::Result<bool> {
    ensure!(
        options.ecriture.dossier().is_some(),
        "où écrire le rapport réuni ? ajoute --sortie DOSSIER"
    );
    let rapports = options
        .dossiers
        .iter()
        .map(|dossier| Ok((dossier.display().to_string(), lire(dossier)?)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let fichiers: Vec<_> = options.dossiers.iter().map(|d| fichier(d)).collect();
    let mut ecrits = options.ecriture.ecrits();
    ecrits.extend(options.retours.ecrits());
    proteger(fichiers.iter().map(PathBuf::as_path), &ecrits)?;
    let reuni = rapport::reunir(rapports)?;
    let noms = reuni.copies.iter().map(|copie| &*copie.nom);
    options.retours.verifier(noms)?;
    options.ecriture.ecrire(&reuni)?;
    options
        .retours
        .ecrire(Cours::courant, &reuni, options.ecriture.detail())?;
    let reussie = |copie: &rapport::Copie| copie.resultats.iter().all(Resultat::reussi);
    Ok(reuni.copies.iter().all(reussie))
}

/// Le rapport qu'un dossier de sortie contient, ou ce fichier.
fn fichier(chemin: &Path) -> PathBuf {
    if chemin.is_dir() {
        chemin.join(rapport::FICHIER)
    } else {
        chemin.to_owned()
    }
}

fn lire(chemin: &Path) -> anyhow::Result<Rapport> {
    let fichier = fichier(chemin);
    let octets = std::fs::read(&fichier).with_context(|| {
        format!(
            "« {} » ne se lit pas : donne le dossier de sortie d'un « cargo exo noter » qui est allé au bout",
            fichier.display()
        )
    })?;
    serde_json::from_slice(&octets)
        .with_context(|| format!("« {} » n'est pas un rapport de notation", fichier.display()))
}
