//! `cargo exo recommencer` : revenir à l'énoncé, sans rien perdre.

use clap::Args;

use crate::compagnon::enonce::{Retour, recommencer, recommencer_etape};
use crate::cours::Cours;
use crate::socle::terminal::chemin_a_afficher;

/// Options de `cargo exo recommencer`.
#[derive(Debug, Args)]
#[command(after_help = "\
Ta version est d'abord gardée à côté, sous un nom qui s'affiche. L'énoncé vient de l'historique git du cours, sinon de \
la copie que le cours en garde.")]
pub struct Options {
    /// L'exercice, comme 31 ou exo31.
    #[arg(value_name = "NN")]
    exo: String,
    /// Une seule étape : le corps de ses fonctions ; sans elle, tout le fichier.
    #[arg(value_name = "ÉTAPE")]
    etape: Option<u32>,
}

/// Remet l'énoncé et dit où est la version d'avant.
///
/// # Errors
/// L'exercice ou l'étape n'existe pas, l'énoncé ne se retrouve pas, ou un fichier ne s'écrit pas.
pub fn executer(options: &Options) -> anyhow::Result<bool> {
    let cours = Cours::courant()?;
    let exercice = cours.exercice(&options.exo)?;
    let retour = match options.etape {
        Some(etape) => recommencer_etape(&cours, exercice, etape)?,
        None => recommencer(&cours, exercice)?,
    };
    let fichier = chemin_a_afficher(&exercice.enonce());
    let quoi = options.etape.map_or_else(
        || fichier.clone(),
        |etape| format!("l'étape {etape} de {fichier}"),
    );
    match retour {
        Retour::DejaFait => println!("{quoi} : c'est déjà l'énoncé, rien n'a changé."),
        Retour::Fait(None) => println!("{quoi} : l'énoncé est remis."),
        Retour::Fait(Some(copie)) => {
            println!(
                "{quoi} : l'énoncé est remis.\nTa version est gardée dans {}",
                chemin_a_afficher(&copie)
            );
        }
    }
    Ok(true)
}
