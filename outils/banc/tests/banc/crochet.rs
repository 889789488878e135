//! Une faute, un message.

use crate::outils::{enfant_de, role};

/// Des tests qui échouent de concert, dans le processus que lance le test plus bas.
fn echouer(corps: fn()) {
    if role().as_deref() == Some("de concert") {
        corps();
    }
}

#[banc::etape]
#[test]
fn etape9_a() {
    echouer(|| banc::echec!("a", "la même chose", "c"));
}

/// Il réussit : libtest ne montrera pas ce qu'il a dit, et personne ne doit y renvoyer.
#[banc::etape]
#[test]
fn etape9_a_bis() {
    echouer(|| {
        let _ = std::panic::catch_unwind(|| banc::echec!("a", "puis une autre", "c"));
    });
}

#[banc::etape]
#[test]
fn etape9_b_bis() {
    echouer(|| banc::echec!("a", "puis une autre", "c"));
}

#[banc::etape]
#[test]
fn etape9_b() {
    echouer(|| banc::echec!("a", "la même chose", "c"));
}

/// Un autre constat, dont la piste a déjà été donnée.
#[banc::etape]
#[test]
fn etape9_b_ter() {
    echouer(|| banc::echec!("a", "encore une autre", "celle de b_ter et de b_quater"));
}

#[banc::etape]
#[test]
fn etape9_b_quater() {
    echouer(|| banc::echec!("a", "et une autre", "celle de b_ter et de b_quater"));
}

#[banc::etape]
#[test]
fn etape9_c() {
    echouer(|| todo!("étape 9"));
}

#[banc::etape]
#[test]
fn etape9_d() {
    echouer(|| todo!("étape 9"));
}

#[banc::etape]
#[test]
fn etape9_e() {
    echouer(|| panic!("autre"));
}

#[banc::etape]
#[test]
fn etape9_f() {
    echouer(|| panic!("autre"));
}

/// Son constat est fait dans le banc, que l'attente d'un future sépare du test.
#[banc::etape]
#[tokio::test(start_paused = true)]
async fn etape9_g() {
    if role().as_deref() == Some("de concert") {
        std::future::pending::<()>().await;
    }
}

#[test]
fn un_constat_deja_fait_se_dit_en_une_ligne_et_un_todo_une_seule_fois() {
    let issue = enfant_de("crochet::etape9", "de concert", &[]);
    let sortie = String::from_utf8_lossy(&issue.stdout);
    assert_eq!(sortie.matches("la même chose").count(), 1, "{sortie}");
    assert_eq!(
        sortie
            .matches("même constat que `crochet::etape9_a`")
            .count(),
        1,
        "{sortie}"
    );
    assert_eq!(
        sortie.matches("not yet implemented: étape 9").count(),
        1,
        "{sortie}"
    );
    // Une panique quelconque n'est pas un constat : chacune se dit.
    assert_eq!(sortie.matches("\nautre").count(), 2, "{sortie}");
    assert_eq!(sortie.matches("puis une autre").count(), 1, "{sortie}");
    assert!(sortie.contains("1 passed; 10 failed"), "{sortie}");
    // Deux constats, une piste : le second a son `attendu` et son `observé`.
    for observe in ["encore une autre", "et une autre"] {
        assert_eq!(sortie.matches(observe).count(), 1, "{sortie}");
    }
    let piste = "celle de b_ter et de b_quater";
    assert_eq!(sortie.matches(piste).count(), 1, "{sortie}");
    let renvoi = "  piste   : la même que pour `crochet::etape9_b_";
    assert_eq!(sortie.matches(renvoi).count(), 1, "{sortie}");
}

/// Qui lit un échec ouvre le fichier qu'il nomme : celui d'un test, jamais celui du banc.
#[test]
fn un_constat_fait_dans_le_banc_nomme_le_test() {
    let issue = enfant_de("crochet::etape9", "de concert", &[]);
    let sortie = String::from_utf8_lossy(&issue.stdout);
    assert!(
        sortie.contains("  observé : plus rien n'avance"),
        "{sortie}"
    );
    assert!(!sortie.contains("banc/src"), "{sortie}");
    let ici = file!();
    assert!(sortie.matches(&format!("{ici}:")).count() >= 5, "{sortie}");
}

#[test]
fn le_correcteur_les_recoit_tous() {
    let issue = enfant_de(
        "crochet::etape9",
        "de concert",
        &[(banc::acte::VARIABLE, banc::acte::TOUS_LES_TESTS)],
    );
    let sortie = String::from_utf8_lossy(&issue.stdout);
    assert_eq!(sortie.matches("la même chose").count(), 2, "{sortie}");
    let piste = "celle de b_ter et de b_quater";
    assert_eq!(sortie.matches(piste).count(), 2, "{sortie}");
    assert_eq!(
        sortie.matches("not yet implemented: étape 9").count(),
        2,
        "{sortie}"
    );
}
