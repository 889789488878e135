//! `cargo exo ouvrir` : la leçon et le fichier d'un exercice dans un éditeur.

use clap::Args;

use crate::compagnon::editeur::Editeur;
use crate::cours::Cours;
use crate::socle::terminal::chemin_a_afficher;

/// Options de `cargo exo ouvrir`.
#[derive(Debug, Args)]
#[command(
    after_help = "L'éditeur est celui de $VISUAL, sinon de $EDITOR, sinon VS Code (code) s'il est installé."
)]
pub struct Options {
    /// L'exercice, comme 31 ou exo31.
    #[arg(value_name = "NN")]
    exo: String,
}

/// Ouvre le README et le fichier à remplir, et attend que l'éditeur rende la main.
///
/// # Errors
/// L'exercice n'existe pas, il n'y a pas d'éditeur, ou il échoue.
pub fn executer(options: &Options) -> anyhow::Result<bool> {
    let cours = Cours::courant()?;
    let exercice = cours.exercice(&options.exo)?;
    let fichiers = [exercice.dossier.join("README.md"), exercice.enonce()];
    let editeur = Editeur::de_l_environnement()?;
    println!(
        "{}\n{}",
        chemin_a_afficher(&fichiers[0]),
        chemin_a_afficher(&fichiers[1])
    );
    editeur.ouvrir(&fichiers)?;
    Ok(true)
}
