//! `cargo exo` : le programme. Il lit la ligne de commande, appelle la bibliothèque, affiche.

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use correcteur::moteur::interruption;
use correcteur::{commandes, socle};

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
    /// Où en est un exercice, et sa première difficulté (`cargo exo 31` suffit).
    Tableau(commandes::tableau::Options),
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
    Verifier(commandes::verifier::Options),
    /// Note des copies : un clone du cours, un dossier d'exercices, un fichier, ou toute une classe.
    Noter(Box<commandes::noter::Options>),
    /// Réunit les rapports de plusieurs parties d'une classe.
    Fusionner(commandes::fusionner::Options),
    /// Fait du cours un livre à lire dans un navigateur (mdBook).
    Livre(commandes::livre::Options),
}

/// Celui que donne un shell à un programme qui écrit là où plus personne ne lit.
const CODE_SORTIE_FERMEE: u8 = 141;

fn main() -> ExitCode {
    let ligne = commandes::aide::lire::<Ligne>();
    interruption::surveiller();
    let issue = match ligne.commande {
        None => commandes::tableau::executer(&commandes::tableau::Options::default()),
        Some(Commande::Tableau(options)) => commandes::tableau::executer(&options),
        Some(Commande::Suivre(options)) => commandes::suivre::executer(&options),
        Some(Commande::Indice(options)) => commandes::indice::executer(&options),
        Some(Commande::Solution(options)) => commandes::solution::executer(&options),
        Some(Commande::Recommencer(options)) => commandes::recommencer::executer(&options),
        Some(Commande::Ouvrir(options)) => commandes::ouvrir::executer(&options),
        Some(Commande::Completions(options)) => {
            commandes::completions::executer(&options, &mut commandes::aide::commande::<Ligne>())
        }
        Some(Commande::Verifier(options)) => commandes::verifier::executer(&options),
        Some(Commande::Noter(options)) => commandes::noter::executer(&options),
        Some(Commande::Fusionner(options)) => commandes::fusionner::executer(&options),
        Some(Commande::Livre(options)) => commandes::livre::executer(&options),
    };
    match issue {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(erreur) if socle::terminal::est_une_sortie_fermee(&erreur) => {
            ExitCode::from(CODE_SORTIE_FERMEE)
        }
        Err(erreur) => {
            let texte = socle::francais::erreur(
                &erreur.context("erreur"),
                socle::terminal::largeur_des_erreurs(),
            );
            let _ = writeln!(std::io::stderr(), "{texte}");
            ExitCode::from(if interruption::est_demandee() {
                interruption::CODE_INTERROMPU
            } else {
                2
            })
        }
    }
}
