//! Le `results.json` d'Exercism, version 3 : une copie, un exercice, ses tests dans l'ordre du fichier de
//! tests.

use serde::Serialize;

use super::classe::{corps, corrections, empechement_en_entier};
use crate::cours::inventaire::phrase;
use crate::modele::message::Message;
use crate::modele::resultat::{Resultat, ResultatTest, Verdict};
use crate::socle::texte::{borner, montrer, tronquer};

/// Octets gardés, au plus, d'un message : Exercism en accepte 65 535.
const MESSAGE_MAX: usize = 48 * 1024;
/// Caractères gardés, au plus, de ce que l'apprenant affiche : c'est la limite d'Exercism.
const SORTIE_MAX: usize = 500;
const SORTIE_COUPEE: &str = "\n(sortie coupée à 500 caractères)";

/// Le document.
#[derive(Debug, Serialize)]
pub(crate) struct Resultats {
    version: u8,
    status: &'static str,
    message: Option<String>,
    tests: Vec<Test>,
}

#[derive(Debug, Serialize)]
struct Test {
    name: String,
    test_code: String,
    status: &'static str,
    message: Option<String>,
    output: Option<String>,
    task_id: u32,
}

/// Les résultats de cet exercice. `error` veut dire qu'aucun test n'a pu être lancé.
pub(crate) fn resultats(resultat: &Resultat) -> Resultats {
    let (status, message) = match &resultat.empechement {
        Some(empechement) => ("error", Some(empechement_en_entier(empechement))),
        None if resultat.reussi() => ("pass", None),
        None => ("fail", None),
    };
    // Exercism ne connaît pas de points : une correction s'y lit, sans changer l'état d'aucun test.
    let corrections: Vec<_> = corrections(resultat).collect();
    let message = match (message, corrections.is_empty()) {
        (message, true) => message,
        (None, false) => Some(corrections.join("\n")),
        (Some(message), false) => Some(format!("{}\n\n{message}", corrections.join("\n"))),
    };
    let tests = resultat.tests.iter().map(|test| self::test(resultat, test));
    Resultats {
        version: 3,
        status,
        message: message.map(|message| montrer(&borner(&message, MESSAGE_MAX))),
        tests: tests.collect(),
    }
}

fn test(resultat: &Resultat, test: &ResultatTest) -> Test {
    let status = match &test.verdict {
        Verdict::Reussi => "pass",
        Verdict::Echoue(_) => "fail",
        Verdict::Fige(_)
        | Verdict::Interrompu { .. }
        | Verdict::Absent
        | Verdict::NonPasse { .. } => "error",
    };
    let message = (!test.verdict.reussi()).then(|| {
        let message = test.verdict.message().and_then(corps);
        message.unwrap_or_else(|| test.verdict.resume())
    });
    let sortie = test.verdict.message().and_then(sortie_de_l_apprenant);
    Test {
        name: nom_lisible(test),
        test_code: format!("cargo test -p {} {}", resultat.exercice, test.nom),
        status,
        message: message.map(|message| montrer(&borner(&message, MESSAGE_MAX))),
        output: sortie.map(|sortie| tronquer(&montrer(&sortie), SORTIE_MAX, SORTIE_COUPEE)),
        task_id: test.etape,
    }
}

/// `etape2::rien_n_est_perdu` donne « étape 2 : rien n est perdu ».
fn nom_lisible(test: &ResultatTest) -> String {
    format!("étape {} : {}", test.etape, phrase(&test.nom))
}

/// Ce que la réponse a écrit avant la première panique ; `None` si elle n'a rien écrit.
fn sortie_de_l_apprenant(message: &Message) -> Option<String> {
    let avant: Vec<_> = message
        .texte
        .lines()
        .take_while(|ligne| !(ligne.starts_with("thread '") && ligne.contains("panicked at")))
        .collect();
    let sortie = avant.join("\n");
    (!sortie.trim().is_empty() && avant.len() < message.texte.lines().count())
        .then(|| sortie.trim().to_owned())
}
