//! `cargo exo`, sans commande : le tableau de l'apprenant ; `cargo exo 31` : un exercice.

use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Args;
use console::style;

use crate::compagnon::{tableau, vue};
use crate::cours::lecon::Lecon;
use crate::cours::{Cours, Exercice, reponse};
use crate::modele::resultat::Resultat;
use crate::moteur::compilation::Atelier;
use crate::moteur::execution::{DELAI_PAR_TEST, noter_en_cours};
use crate::socle::mise_en_page::replier;
use crate::socle::terminal::{Attente, largeur_du_terminal};

/// Options de `cargo exo tableau`.
#[derive(Debug, Default, Args)]
pub struct Options {
    /// L'exercice, comme 31 ou exo31 ; sans lui, tous.
    #[arg(value_name = "NN")]
    exo: Option<String>,
}

/// Affiche le tableau, ou l'exercice demandé ; vrai si tout en est acquis.
///
/// # Errors
/// L'exercice n'existe pas, le cours ne se lit pas, ou la machine fait défaut.
pub fn executer(options: &Options) -> anyhow::Result<bool> {
    let cours = Cours::courant()?;
    let choisi = options.exo.as_deref();
    let choisi = choisi.map(|exo| cours.exercice(exo)).transpose()?;
    let atelier = Atelier::preparer(&cours)?;
    if let Some(exercice) = choisi {
        return un_exercice(&cours, &atelier, exercice);
    }
    let (attente, faits) = (Attente::default(), AtomicUsize::new(0));
    let total = cours.exercices.len();
    let dire = |faits: usize| attente.dire(&format!("exercices essayés : {faits} sur {total}"));
    dire(0);
    let avancer = || dire(faits.fetch_add(1, Ordering::Relaxed) + 1);
    let resultats = tableau::tester(&cours, &atelier, DELAI_PAR_TEST, &avancer);
    drop(attente);
    let resultats = resultats?;
    let largeur = largeur_du_terminal();
    print!("{}", tableau::afficher(&cours, &resultats, largeur));
    Ok(resultats.iter().all(Resultat::reussi))
}

/// Où en est cet exercice, et sa première difficulté.
fn un_exercice(cours: &Cours, atelier: &Atelier, exercice: &Exercice) -> anyhow::Result<bool> {
    let arbre = cours.arbre_de(exercice)?;
    let attente = Attente::default();
    attente.animer(&format!("essai de {}", exercice.nom));
    let resultat = noter_en_cours(atelier, exercice, &arbre, DELAI_PAR_TEST)?;
    drop(attente);
    let vue = vue::Vue {
        cours,
        exercice,
        lecon: &Lecon::du_dossier(&exercice.dossier)?,
        source: &reponse::lire(&exercice.enonce()).unwrap_or_default(),
        resultat: &resultat,
        largeur: largeur_du_terminal(),
    };
    println!("{}\n", vue.entete());
    if let Some(avertissement) = tableau::sans_demonstration(&resultat, vue.source, "") {
        let avertissement = replier(&avertissement, vue.largeur, "", "");
        println!("{}\n", style(avertissement).yellow());
    }
    println!("{}", vue.difficulte());
    let numero = exercice.numero();
    if !resultat.reussi() {
        println!(
            "Bloqué ? cargo exo indice {numero}\nÀ chaque enregistrement : cargo exo suivre {numero}"
        );
    }
    Ok(resultat.reussi())
}
