//! Le XML de JUnit, par le même `crate` que nextest : un `testsuite` par copie et par exercice, un
//! `testcase` par test. Ni date ni durée : les mêmes résultats donnent le même fichier.

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use super::classe::{
    corps, correction_en_mots, empechement_en_entier, empechement_en_mots, retard_en_mots,
};
use crate::modele::rapport::{Copie, Rapport};
use crate::modele::resultat::{Resultat, ResultatTest, Verdict};
use crate::socle::francais::nombre;
use crate::socle::texte::{montrer, sur_une_ligne};

/// Le fichier entier.
///
/// # Errors
/// La mémoire fait défaut.
pub(crate) fn junit(rapport: &Rapport) -> anyhow::Result<String> {
    let mut document = Report::new("cargo exo noter");
    for copie in &rapport.copies {
        for resultat in &copie.resultats {
            document.add_test_suite(suite(copie, resultat));
        }
    }
    // Aucun test n'est jamais sauté, et le schéma de Jenkins ne veut pas de ce compte sur la racine.
    Ok(document.to_string()?.replacen(" skipped=\"0\"", "", 1))
}

fn suite(copie: &Copie, resultat: &Resultat) -> TestSuite {
    let nom = sur_une_ligne(&copie.nom);
    let mut suite = TestSuite::new(format!("{nom} · {}", resultat.exercice));
    // D'une réponse pas lue, aucun nombre : un 0 se compterait.
    if !resultat.est_a_regarder() {
        suite.add_property(Property::new("points", nombre(resultat.points)));
    }
    suite.add_property(Property::new(
        "points possibles",
        resultat.points_max.to_string(),
    ));
    for etape in &resultat.etapes {
        if let Some(correction) = correction_en_mots(etape) {
            suite.add_property(Property::new(format!("étape {}", etape.numero), correction));
        }
    }
    if let Some(retard) = retard_en_mots(copie) {
        suite.add_property(Property::new("retard", retard));
    }
    // Un point sépare les paquets dans les rapports : il n'en faut pas d'autre.
    let classe = format!("{}.{}", nom.replace('.', "_"), resultat.exercice);
    for test in &resultat.tests {
        let mut cas = TestCase::new(test.nom.clone(), statut(resultat, test));
        cas.set_classname(classe.clone());
        suite.add_test_case(cas);
    }
    suite
}

fn statut(resultat: &Resultat, test: &ResultatTest) -> TestCaseStatus {
    let (genre, nature) = match &test.verdict {
        Verdict::Reussi => return TestCaseStatus::success(),
        Verdict::Echoue(message) if message.a_faire => (NonSuccessKind::Failure, "à faire"),
        Verdict::Echoue(_) => (NonSuccessKind::Failure, "échoué"),
        Verdict::Fige(_) => (NonSuccessKind::Error, "figé"),
        Verdict::Interrompu { .. } => (NonSuccessKind::Error, "interrompu"),
        Verdict::Absent => (NonSuccessKind::Error, "absent"),
        Verdict::NonPasse { .. } => (NonSuccessKind::Error, "non passé"),
    };
    let mut statut = TestCaseStatus::non_success(genre);
    statut.set_type(nature);
    match (&test.verdict, &resultat.empechement) {
        (Verdict::Absent, Some(empechement)) => {
            statut.set_message(empechement_en_mots(empechement));
            statut.set_description(montrer(&empechement_en_entier(empechement)));
        }
        (verdict, _) => {
            let message = verdict.message();
            let observe = message.and_then(|message| message.observe.clone());
            statut.set_message(sur_une_ligne(&observe.unwrap_or_else(|| verdict.resume())));
            statut.set_description(montrer(&message.and_then(corps).unwrap_or_default()));
        }
    }
    statut
}
