//! Le `results.json` de Gradescope : une copie, un test par étape, puisque c'est l'étape qui vaut des points.

use serde::Serialize;

use super::classe::{
    Case, correction_en_mots, empechement_en_entier, empechement_en_mots, explication, points,
    retard_en_mots,
};
use crate::modele::rapport::{Copie, Rapport};
use crate::modele::resultat::{Resultat, ResultatEtape};
use crate::socle::francais::{compte, nombre};
use crate::socle::points::Points;
use crate::socle::texte::{borner, montrer, sur_une_ligne};

/// Octets gardés, au plus, du texte d'une étape.
const TEXTE_MAX: usize = 8 * 1024;

/// Le document.
#[derive(Debug, Serialize)]
pub(crate) struct Resultats {
    score: Points,
    output: String,
    output_format: &'static str,
    visibility: &'static str,
    tests: Vec<Test>,
}

#[derive(Debug, Serialize)]
struct Test {
    name: String,
    number: String,
    score: Points,
    max_score: Points,
    status: &'static str,
    output: String,
    output_format: &'static str,
    visibility: &'static str,
}

/// Les résultats de cette copie.
pub(crate) fn resultats(rapport: &Rapport, copie: &Copie) -> Resultats {
    let (obtenus, possibles) = points(copie);
    let retrait = copie.retard.as_ref().map_or(Points::ZERO, |r| r.retrait);
    // Le retrait est sur 20, le score sur les points possibles.
    let retrait = retrait.rapporter(possibles.en_centiemes(), 2000);
    let tests = copie
        .resultats
        .iter()
        .flat_map(|resultat| resultat.etapes.iter().map(|etape| test(resultat, etape)));
    Resultats {
        score: (obtenus - retrait).max(Points::ZERO),
        output: sommaire(rapport, copie),
        output_format: "text",
        visibility: "visible",
        tests: tests.collect(),
    }
}

/// Ce qui concerne toute la copie : sa note, ce qui n'a pas pu être testé, ce qui est signalé.
fn sommaire(rapport: &Rapport, copie: &Copie) -> String {
    let (obtenus, possibles) = points(copie);
    let exercices = compte(rapport.exercices.len(), "exercice");
    // Gradescope veut un nombre : la note d'une copie pas lue y est 0, et il faut le dire.
    let mut lignes = vec![match copie.est_a_regarder() {
        true => {
            format!("Pas de note, malgré le 0 : une réponse n'a pas pu être lue ({exercices}).")
        }
        false => format!(
            "{} points sur {possibles}, soit {} sur 20 ({exercices}).",
            nombre(obtenus),
            nombre(copie.note)
        ),
    }];
    lignes.extend(retard_en_mots(copie).map(|retard| format!("\n{retard}")));
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
    let (obtenus, possibles) = (etape.points, etape.points_max);
    let acquise = Case::de(Some(resultat), etape.numero as usize - 1) == Case::Acquise;
    let texte = match &resultat.empechement {
        Some(empechement) => empechement_en_mots(empechement),
        None => resultat
            .echecs(etape.numero)
            .map(|test| format!("{} : {}", test.nom, explication(&test.verdict)))
            .collect::<Vec<_>>()
            .join("\n\n"),
    };
    let correction = correction_en_mots(etape);
    // Corrigée, une étape a réussi si elle a tous ses points.
    let reussie = match correction {
        Some(_) => obtenus >= possibles,
        None => acquise,
    };
    let texte = correction.map_or(texte.clone(), |correction| {
        format!("{correction}\n\n{texte}")
    });
    let numero = resultat.exercice.trim_start_matches("exo");
    Test {
        name: sur_une_ligne(&resultat.intitule(etape)),
        number: format!("{numero}.{}", etape.numero),
        score: obtenus,
        max_score: possibles,
        status: if reussie && obtenus > Points::ZERO {
            "passed"
        } else {
            "failed"
        },
        output: montrer(&borner(&texte, TEXTE_MAX)),
        output_format: "text",
        visibility: "visible",
    }
}
