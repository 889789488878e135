//! `cargo exo` : le programme. Il lit la ligne de commande, appelle la bibliothèque, affiche.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use correcteur::compagnon::tableau;
use correcteur::corpus::verification;
use correcteur::cours::{Cours, Exercice};
use correcteur::modele::resultat;
use correcteur::moteur::compilation::Atelier;
use correcteur::moteur::execution;
use correcteur::moteur::interruption;
use correcteur::{commandes, corpus, socle};

/// Où tu en es dans le cours, et par où continuer.
///
/// Sans commande : le tableau des exercices. Code de sortie : 0 si tout est acquis, 1 sinon, 2 si la
/// demande n'a pas pu être traitée.
#[derive(Parser)]
#[command(
    name = "cargo exo",
    bin_name = "cargo exo",
    version,
    propagate_version = true
)]
struct Ligne {
    #[command(subcommand)]
    commande: Option<Commande>,
}

#[derive(Subcommand)]
enum Commande {
    /// Juge l'exercice en cours à chaque enregistrement, et passe au suivant quand il est acquis.
    Suivre(commandes::suivre::Options),
    /// Donne un indice, un seul à la fois.
    Indice(commandes::indice::Options),
    /// Met la solution en regard de ton code, une fois l'exercice réussi.
    Solution(commandes::solution::Options),
    /// Revient à l'énoncé, tout entier ou pour une étape ; ta version est gardée.
    Recommencer(commandes::recommencer::Options),
    /// Ouvre la leçon et le fichier d'un exercice dans ton éditeur.
    Ouvrir(commandes::ouvrir::Options),
    /// Écrit de quoi compléter les commandes dans ton shell.
    Completions(commandes::completions::Options),
    /// Vérifie les tests eux-mêmes : énoncés, solutions, réponses justes et fausses (pour les mainteneurs).
    Verifier(Verifier),
    /// Note des copies : un clone du cours, un dossier d'exercices, un fichier, ou toute une classe.
    Noter(commandes::noter::Options),
    /// Réunit les rapports de plusieurs parties d'une classe.
    Fusionner(commandes::fusionner::Options),
}

#[derive(Args)]
struct Verifier {
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

fn main() -> ExitCode {
    let ligne = commandes::aide::lire::<Ligne>();
    interruption::surveiller();
    let issue = match ligne.commande {
        None => montrer_le_tableau(),
        Some(Commande::Suivre(options)) => commandes::suivre::executer(&options),
        Some(Commande::Indice(options)) => commandes::indice::executer(&options),
        Some(Commande::Solution(options)) => commandes::solution::executer(&options),
        Some(Commande::Recommencer(options)) => commandes::recommencer::executer(&options),
        Some(Commande::Ouvrir(options)) => commandes::ouvrir::executer(&options),
        Some(Commande::Completions(options)) => {
            commandes::completions::executer(&options, &mut commandes::aide::commande::<Ligne>())
        }
        Some(Commande::Verifier(options)) => verifier_les_tests(&options),
        Some(Commande::Noter(options)) => commandes::noter::executer(&options),
        Some(Commande::Fusionner(options)) => commandes::fusionner::executer(&options),
    };
    match issue {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(erreur) => {
            let texte = socle::francais::erreur(
                &erreur.context("erreur"),
                socle::terminal::largeur_des_erreurs(),
            );
            eprintln!("{texte}");
            ExitCode::from(2)
        }
    }
}

/// Le tableau de l'apprenant ; vrai si tout est acquis.
fn montrer_le_tableau() -> anyhow::Result<bool> {
    let cours = Cours::courant()?;
    let atelier = Atelier::preparer(&cours)?;
    let resultats = tableau::tester(&cours, &atelier, execution::DELAI_PAR_TEST)?;
    print!("{}", tableau::afficher(&cours, &resultats));
    Ok(resultats.iter().all(resultat::Resultat::reussi))
}

/// Vérifie les tests contre tout le corpus ; vrai si tout est comme déclaré.
fn verifier_les_tests(options: &Verifier) -> anyhow::Result<bool> {
    let cours = Cours::courant()?;
    if let Some(designation) = &options.montrer {
        print!("{}", corpus::montrer(&cours, designation)?);
        return Ok(true);
    }
    let exercices: Vec<&Exercice> = if options.exo.is_empty() {
        cours.exercices.iter().collect()
    } else {
        options
            .exo
            .iter()
            .map(|exo| cours.exercice(exo))
            .collect::<anyhow::Result<_>>()?
    };
    let tout = verification::rassembler(&cours, &exercices)?;
    let atelier = Atelier::preparer(&cours)?;
    let barre = socle::terminal::barre(tout.cas.len(), "réponses");
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
