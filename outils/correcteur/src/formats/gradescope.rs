//! Le `results.json` de Gradescope : une copie, un test par étape, puisque c'est l'étape qui vaut des points.

use serde::Serialize;

use super::classe::{
    Case, empechement_en_entier, empechement_en_mots, explication, points, points_de,
};
use crate::modele::rapport::{Copie, Rapport};
use crate::modele::resultat::{Resultat, ResultatEtape};
use crate::socle::francais::{compte, nombre};
use crate::socle::texte::{borner, montrer, sur_une_ligne};

/// Octets gardés, au plus, du texte d'une étape.
const TEXTE_MAX: usize = 8 * 1024;

/// Le document.
#[derive(Debug, Serialize)]
pub(crate) struct Resultats {
    score: f64,
    output: String,
    output_format: &'static str,
    visibility: &'static str,
    tests: Vec<Test>,
}

#[derive(Debug, Serialize)]
struct Test {
    name: String,
    number: String,
    score: f64,
    max_score: f64,
    status: &'static str,
    output: String,
    output_format: &'static str,
    visibility: &'static str,
}

/// Les résultats de cette copie.
pub(crate) fn resultats(rapport: &Rapport, copie: &Copie) -> Resultats {
    let (obtenus, _) = points(copie);
    let tests = copie
        .resultats
        .iter()
        .flat_map(|resultat| resultat.etapes.iter().map(|etape| test(resultat, etape)));
    Resultats {
        score: arrondi(obtenus),
        output: sommaire(rapport, copie),
        output_format: "text",
        visibility: "visible",
        tests: tests.collect(),
    }
}

/// Ce qui concerne toute la copie : sa note, ce qui n'a pas pu être testé, ce qui est signalé.
fn sommaire(rapport: &Rapport, copie: &Copie) -> String {
    let (obtenus, possibles) = points(copie);
    let mut lignes = vec![format!(
        "{} points sur {possibles}, soit {} sur 20 ({}).",
        nombre(obtenus),
        nombre(copie.note),
        compte(rapport.exercices.len(), "exercice")
    )];
    for resultat in &copie.resultats {
        if let Some(empechement) = &resultat.empechement {
            lignes.push(format!(
                "\n{} : {}",
                resultat.exercice,
                empechement_en_entier(empechement)
            ));
        }
    }
    for signalement in &copie.signalements {
        let ligne = signalement
            .ligne
            .map_or(String::new(), |ligne| format!(", ligne {ligne}"));
        lignes.push(format!(
            "\nSignalé, {}{ligne} : {} ({})",
            signalement.exercice, signalement.raison, signalement.regle
        ));
    }
    montrer(&borner(&lignes.join("\n"), 4 * TEXTE_MAX))
}

fn test(resultat: &Resultat, etape: &ResultatEtape) -> Test {
    let (obtenus, possibles) = points_de(resultat, etape);
    let acquise = Case::de(Some(resultat), etape.numero as usize - 1) == Case::Acquise;
    let texte = match &resultat.empechement {
        Some(empechement) => empechement_en_mots(empechement),
        None => resultat
            .echecs(etape.numero)
            .map(|test| format!("{} : {}", test.nom, explication(&test.verdict)))
            .collect::<Vec<_>>()
            .join("\n\n"),
    };
    let numero = resultat.exercice.trim_start_matches("exo");
    Test {
        name: sur_une_ligne(&resultat.intitule(etape)),
        number: format!("{numero}.{}", etape.numero),
        score: arrondi(obtenus),
        max_score: arrondi(possibles),
        status: if acquise && obtenus > 0.0 {
            "passed"
        } else {
            "failed"
        },
        output: montrer(&borner(&texte, TEXTE_MAX)),
        output_format: "text",
        visibility: "visible",
    }
}

/// Au millionième : sans les restes d'une division.
fn arrondi(points: f64) -> f64 {
    (points * 1e6).round() / 1e6
}
