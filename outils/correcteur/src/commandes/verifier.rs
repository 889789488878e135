//! `cargo exo verifier` : les tests eux-mêmes, mis à l'épreuve du corpus.

use std::time::Duration;

use crate::corpus::{self, verification};
use crate::cours::Cours;
use crate::moteur::compilation::Atelier;
use crate::moteur::execution;
use crate::socle::terminal::barre;

/// Ce qu'on peut demander à `verifier`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Un seul exercice, comme 31 ou exo31 (peut se répéter).
    #[arg(long, value_name = "NN")]
    exo: Vec<String>,
    /// Secondes laissées à chaque test, compilation non comprise.
    #[arg(long, value_name = "SECONDES", default_value_t = execution::DELAI_PAR_TEST.as_secs(), value_parser = clap::value_parser!(u64).range(1..))]
    delai: u64,
    /// N'affiche pas la matrice des refus.
    #[arg(long)]
    sans_matrice: bool,
    /// Ne vérifie rien : écrit en entier une réponse fausse, comme exo33/lire_puis_ecrire.
    #[arg(long, value_name = "RÉPONSE", conflicts_with_all = ["exo", "delai", "sans_matrice"])]
    montrer: Option<String>,
}

/// Vérifie les tests contre tout le corpus ; vrai si tout est comme déclaré.
///
/// # Errors
/// La demande est fausse, un fichier du corpus ne se lit pas, ou la machine fait défaut.
pub fn executer(options: &Options) -> anyhow::Result<bool> {
    let cours = Cours::courant()?;
    if let Some(designation) = &options.montrer {
        print!("{}", corpus::montrer(&cours, designation)?);
        return Ok(true);
    }
    let exercices = cours.exercices_demandes(&options.exo)?;
    let tout = verification::rassembler(&cours, &exercices)?;
    let atelier = Atelier::preparer(&cours)?;
    let barre = barre(tout.cas.len(), "réponses");
    let bilan = verification::verifier(atelier, &tout, Duration::from_secs(options.delai), || {
        barre.inc(1)
    })?;
    barre.finish_and_clear();

    if !options.sans_matrice {
        println!("{}", bilan.tableau(&exercices));
    }
    for oisif in &bilan.oisifs {
        println!("oisif : {oisif}");
    }
    for anomalie in &bilan.anomalies {
        println!("anomalie : {anomalie}");
    }
    println!(
        "\n{} énoncés, {} réponses justes, {} réponses fausses : {} anomalies, {} tests oisifs",
        exercices.len(),
        bilan.justes,
        bilan.fausses,
        bilan.anomalies.len(),
        bilan.oisifs.len(),
    );
    Ok(bilan.conforme())
}
