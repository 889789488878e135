//! Ce que la vue courte dit d'une étape en échec.

use super::*;
use crate::cours::Etape;

/// La difficulté d'un exercice d'une étape, dont les tests ont ces verdicts.
fn difficulte(verdicts: Vec<Verdict>) -> String {
    let nom = |rang: usize| format!("etape1::numero_{rang}");
    let etape = Etape {
        numero: 1,
        titre: "attendre".to_owned(),
        tests: (0..verdicts.len()).map(nom).collect(),
    };
    let exercice = Exercice::fictif("exo29", vec![etape]);
    let tests = verdicts
        .into_iter()
        .enumerate()
        .map(|(rang, verdict)| ResultatTest::sans_duree(1, &nom(rang), verdict))
        .collect();
    let resultat = Resultat::de_tests(&exercice, Vec::new(), tests);
    let cours = Cours {
        racine: "/nulle/part".into(),
        cible: "/nulle/part".into(),
        exercices: vec![exercice.clone()],
    };
    let vue = Vue {
        cours: &cours,
        exercice: &exercice,
        lecon: &Lecon::lire(""),
        source: "",
        resultat: &resultat,
        largeur: 200,
    };
    vue.difficulte().replace('\u{a0}', " ")
}

fn echoue() -> Verdict {
    Verdict::Echoue(Message::default())
}

fn non_passe() -> Verdict {
    Verdict::NonPasse {
        raison: "un test de cette étape a figé".to_owned(),
    }
}

#[test]
fn les_tests_qu_on_n_a_pas_passes_ne_sont_pas_des_echecs() {
    let fige = Verdict::Fige(Message::default());
    let texte = difficulte(vec![fige, non_passe(), non_passe()]);
    assert!(texte.contains("numero_0 (2 autres non passés)"), "{texte}");
    let texte = difficulte(vec![echoue(), echoue(), non_passe()]);
    assert!(
        texte.contains("numero_0 (et 1 autre test ; 1 autre non passé)"),
        "{texte}"
    );
    let texte = difficulte(vec![echoue(), echoue(), echoue()]);
    assert!(texte.contains("numero_0 (et 2 autres tests)"), "{texte}");
    let texte = difficulte(vec![echoue(), Verdict::Reussi]);
    assert!(!texte.contains("numero_0 ("), "{texte}");
    // Le premier n'a pas été passé : c'est le suivant qui parle.
    let texte = difficulte(vec![non_passe(), echoue()]);
    assert!(texte.contains("numero_1 (1 autre non passé)"), "{texte}");
}

#[test]
fn une_etape_dont_aucun_test_n_a_ete_passe_se_montre_quand_meme() {
    let texte = difficulte(vec![non_passe(), non_passe()]);
    assert!(texte.contains("numero_0 (1 autre non passé)"), "{texte}");
}
