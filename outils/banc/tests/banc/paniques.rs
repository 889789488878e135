//! Les paniques : attrapées, expliquées, suivies.

use crate::outils::{echec_de, enfant, role, sans_runtime, sous_le_banc};
#[test]
fn une_panique_s_attrape_sauf_un_todo() {
    sous_le_banc(async {
        let issue = banc::attraper(async { std::panic::panic_any(7u32) }).await;
        let charge: Box<dyn std::any::Any + Send> = issue.unwrap_err();
        assert_eq!(charge.downcast_ref(), Some(&7u32));
        assert_eq!(banc::message_de(&*charge), "(panique sans texte)");
        assert_eq!(banc::attraper(async { 3 }).await.ok(), Some(3));
    });
    let message = echec_de(|| {
        sous_le_banc(async {
            let _: Result<(), _> = banc::attraper(async { todo!("étape 1") }).await;
        });
    });
    assert!(message.contains("étape 1"));
}

#[test]
fn recolter_fait_suivre_la_panique_et_nomme_l_annulation() {
    let message = echec_de(|| {
        sous_le_banc(async {
            banc::recolter(tokio::spawn(async { panic!("du fond de la tâche") })).await
        });
    });
    assert_eq!(message, "du fond de la tâche");
    let message = echec_de(|| {
        sous_le_banc(async {
            let tache = tokio::spawn(std::future::pending::<()>());
            tache.abort();
            banc::recolter(tache).await;
        });
    });
    assert!(message.contains("annulée"), "{message}");
}

#[test]
fn une_charge_emballee_se_reconnait() {
    use std::any::Any;
    let nue: Box<dyn Any + Send> = Box::new(7u32);
    assert!(banc::emballage(&*nue).is_none());
    let deux_boites: Box<dyn Any + Send> = Box::new(nue);
    let piste = banc::emballage(&*deux_boites).unwrap();
    assert!(piste.contains("une boîte dans une boîte"), "{piste}");
    sous_le_banc(async {
        let tache = tokio::spawn(async { panic!("du fond de la tâche") });
        let erreur: Box<dyn Any + Send> = Box::new(tache.await.unwrap_err());
        let piste = banc::emballage(&*erreur).unwrap();
        assert!(piste.contains("`JoinError` elle-même"), "{piste}");
    });
}

#[test]
fn un_runtime_lache_dans_du_code_async_est_explique() {
    let issue = enfant("paniques::etape9_runtime_lache", "runtime lâché");
    let sortie = String::from_utf8_lossy(&issue.stdout);
    assert!(sortie.contains("Cannot drop a runtime"), "{sortie}");
    assert!(sortie.contains("attendrait ses threads"), "{sortie}");
}

#[test]
fn etape9_runtime_lache() {
    if role().as_deref() == Some("runtime lâché") {
        sous_le_banc(async { drop(tokio::runtime::Runtime::new()) });
    }
}

#[test]
fn etape9_panique_connue() {
    if role().as_deref() == Some("panique connue") {
        sous_le_banc(async { tokio::runtime::Handle::current().block_on(async {}) });
    }
}

#[test]
fn etape9_panique_citee() {
    if role().as_deref() == Some("panique citée") {
        sans_runtime(|| banc::echec!("a", "mpsc bounded channel requires buffer > 0", "c"));
    }
}

#[test]
fn un_diagnostic_qui_cite_une_panique_garde_sa_seule_piste() {
    let issue = enfant("paniques::etape9_panique_citee", "panique citée");
    let sortie = String::from_utf8_lossy(&issue.stdout);
    assert!(sortie.contains("requires buffer"), "{sortie}");
    assert_eq!(sortie.matches("piste   :").count(), 1, "{sortie}");
}

#[test]
fn une_panique_de_tokio_est_expliquee_en_francais() {
    let issue = enfant("paniques::etape9_panique_connue", "panique connue");
    let sortie = String::from_utf8_lossy(&issue.stdout);
    assert!(sortie.contains("Cannot start a runtime"), "{sortie}");
    assert!(sortie.contains("c'est `.await` qui attend"), "{sortie}");
}

#[test]
fn une_panique_attendue_s_explique_et_les_autres_suivent_leur_chemin() {
    let dire = |corps: fn()| {
        echec_de(|| {
            sous_le_banc(async move {
                banc::sans_panique(Box::pin(async { corps() }), |message| {
                    let connue = message.contains("unwrap");
                    connue.then_some(banc::Explication {
                        attendu: "une erreur rendue",
                        piste: "`?`",
                    })
                })
                .await;
            });
        })
    };
    let message = dire(|| panic!("un unwrap"));
    assert_eq!(
        message,
        "  attendu : une erreur rendue\n  observé : une panique : un unwrap\n  piste   : `?`"
    );
    assert_eq!(dire(|| panic!("autre")), "autre");
    assert!(dire(|| todo!("unwrap")).starts_with("not yet implemented"));
    assert!(dire(|| banc::echec!("a", "un unwrap", "c")).ends_with("piste   : c"));
}
