//! Un test qui se relance dans un processus à lui.

use banc::enfant::{Parent, ce_test, enfanter};

#[banc::etape]
#[tokio::test]
async fn l_enfant_rapporte_sur_plusieurs_lignes_et_nul_ne_l_imite() {
    if let Some(parent) = Parent::trouver() {
        println!("rapport 0 : imité\nrapport : imité");
        return parent.informer("un\ndeux");
    }
    let enfant = enfanter(ce_test(None));
    assert_eq!(enfant.rapport.as_deref(), Some("un\ndeux"));
    assert!(enfant.statut.success());
}

#[banc::etape]
#[test]
fn un_enfant_qui_quitte_ne_rapporte_rien() {
    if Parent::trouver().is_some() {
        std::process::exit(0);
    }
    let enfant = enfanter(ce_test(None));
    assert_eq!(enfant.rapport, None);
    assert_eq!(enfant.statut.code(), Some(0));
}

#[cfg(unix)]
#[banc::etape]
#[test]
fn un_enfant_a_les_limites_qu_on_lui_donne() {
    if let Some(parent) = Parent::trouver() {
        let fichiers = std::iter::repeat_with(|| std::fs::File::open("/dev/null"));
        let ouverts: Vec<_> = fichiers.take(64).map_while(Result::ok).collect();
        return parent.informer(&ouverts.len().to_string());
    }
    let rapport = enfanter(ce_test(Some("ulimit -n 32"))).rapport;
    let ouverts: usize = rapport.expect("un rapport").parse().expect("un nombre");
    assert!(ouverts < 32, "{ouverts}");
}

#[cfg(unix)]
#[banc::etape]
#[test]
#[should_panic(expected = "le programme de test se relance")]
fn un_enfant_que_sh_ne_peut_pas_lancer_fait_echouer_le_test() {
    if let Some(parent) = Parent::trouver() {
        return parent.informer("lancé sans la limite demandée");
    }
    enfanter(ce_test(Some("ulimit -n pas_un_nombre")));
}
