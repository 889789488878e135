//! Les variables que lit l'ancien rapporteur de GitHub Classroom : `EXO29_RESULTS` et ses sœurs, une par
//! exercice, à ajouter à `$GITHUB_ENV` ; `CLASSROOM_RUNNERS` est la valeur de son entrée `runners`.
//!
//! Ce rapporteur est fragile : sans `score` il affiche NaN, sans `line_no` « undefined », et un `max_score`
//! nul lui fait oublier l'exercice. Tous y sont toujours ; un exercice qui vaut zéro point n'y est pas.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::classe::{correction_en_mots, empechement_en_entier, explication, resultat};
use crate::cours::inventaire::reponse_de;
use crate::modele::rapport::{Copie, FicheExercice, Rapport};
use crate::modele::resultat::{EtatEtape, Resultat, ResultatEtape};
use crate::socle::points::Points;
use crate::socle::texte::{borner, montrer, sur_une_ligne};

/// Octets gardés, au plus, d'un message : le système borne la taille d'une variable.
const MESSAGE_MAX: usize = 4 * 1024;

#[derive(Serialize)]
struct Lanceur {
    version: u8,
    status: &'static str,
    max_score: Points,
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Test {
    name: String,
    status: &'static str,
    score: Points,
    message: String,
    test_code: String,
    filename: String,
    line_no: usize,
    /// Toujours 0 : les mêmes résultats donnent les mêmes octets.
    duration: u64,
}

/// Les variables de cette copie, une par ligne.
///
/// # Errors
/// La mémoire fait défaut.
pub(crate) fn variables(rapport: &Rapport, copie: &Copie) -> anyhow::Result<String> {
    let mut texte = String::new();
    let mut lanceurs = Vec::new();
    for exercice in rapport
        .exercices
        .iter()
        .filter(|exercice| exercice.points > Points::ZERO)
    {
        let lanceur = lanceur(exercice, resultat(copie, exercice));
        let valeur = STANDARD.encode(serde_json::to_vec(&lanceur)?);
        let _ = writeln!(texte, "{}_RESULTS={valeur}", exercice.nom.to_uppercase());
        lanceurs.push(exercice.nom.as_str());
    }
    let _ = writeln!(texte, "CLASSROOM_RUNNERS={}", lanceurs.join(","));
    Ok(texte)
}

fn lanceur(exercice: &FicheExercice, resultat: Option<&Resultat>) -> Lanceur {
    let Some(resultat) = resultat else {
        return Lanceur {
            version: 1,
            status: "error",
            max_score: exercice.points,
            tests: vec![Test {
                name: exercice.nom.clone(),
                status: "error",
                score: Points::ZERO,
                message: "cet exercice n'a pas été noté".to_owned(),
                test_code: String::new(),
                filename: reponse_de(&exercice.nom),
                line_no: 0,
                duration: 0,
            }],
        };
    };
    Lanceur {
        version: 1,
        status: match resultat.empechement {
            Some(_) => "error",
            None if resultat.reussi() => "pass",
            None => "fail",
        },
        max_score: resultat.points_max.max(Points::entiers(1)),
        tests: resultat
            .etapes
            .iter()
            .map(|etape| test(resultat, etape))
            .collect(),
    }
}

fn test(resultat: &Resultat, etape: &ResultatEtape) -> Test {
    let (status, message) = match (&resultat.empechement, etape.etat) {
        // Le rapporteur n'affiche le message que des erreurs : une fois suffit.
        (Some(empechement), _) if etape.numero == 1 => {
            ("error", empechement_en_entier(empechement))
        }
        (Some(_), _) => ("fail", String::new()),
        (None, EtatEtape::Acquise) => ("pass", String::new()),
        (None, _) => {
            let echec = resultat.echecs(etape.numero).next();
            (
                "fail",
                echec
                    .map(|test| explication(&test.verdict))
                    .unwrap_or_default(),
            )
        }
    };
    Test {
        name: nom(etape),
        status,
        score: etape.points,
        message: montrer(&borner(&message, MESSAGE_MAX)),
        test_code: format!(
            "cargo test -p {} etape{}::",
            resultat.exercice, etape.numero
        ),
        filename: reponse_de(&resultat.exercice),
        line_no: 0,
        duration: 0,
    }
}

/// Le nom de l'étape, et ce qu'une correction y a changé : le rapporteur n'a pas d'autre place où le dire.
fn nom(etape: &ResultatEtape) -> String {
    let nom = format!("étape {} : {}", etape.numero, sur_une_ligne(&etape.titre));
    match correction_en_mots(etape) {
        Some(correction) => format!("{nom} ; {correction}"),
        None => nom,
    }
}
