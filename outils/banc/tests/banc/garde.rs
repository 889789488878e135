//! Le chien de garde, et ce que l'attribut laisse à Tokio.

use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use banc::ms;
use tokio::time::sleep;

use crate::outils::{enfant, enfant_de, role, sans_runtime, sous_le_banc};
/// Un test qui fige pour de bon, à côté d'un autre qui a déjà échoué.
#[banc::etape]
#[tokio::test(start_paused = true)]
async fn etape9_fige() {
    match role().as_deref() {
        Some("boucle") => loop {
            std::hint::spin_loop();
        },
        Some("verrou") => {
            let verrou = std::sync::Mutex::new(());
            let _un = verrou.lock();
            let _deux = verrou.lock();
        }
        Some("sommeil") => std::thread::sleep(Duration::from_secs(3600)),
        Some("ronde") => loop {
            // Le premier battement d'un `interval` est immédiat.
            tokio::time::interval(ms(10)).tick().await;
        },
        Some("ronde d'une tâche") => {
            tokio::spawn(async {
                loop {
                    tokio::task::yield_now().await;
                }
            });
            std::future::pending().await
        }
        Some("travail bloquant") => {
            let runtime = tokio::runtime::Handle::current();
            let travail = tokio::task::spawn_blocking(move || runtime.block_on(sleep(ms(10))));
            travail.await.unwrap();
        }
        Some("déluge") => loop {
            println!("encore et encore");
        },
        _ => {}
    }
}

#[test]
fn la_limite_est_celle_qu_on_demande() {
    let variables = [(banc::VARIABLE_DE_LIMITE, "2")];
    let issue = enfant_de("garde::etape9_fige", "sommeil", &variables);
    let erreur = String::from_utf8_lossy(&issue.stderr);
    assert_eq!(issue.status.code(), Some(banc::CODE_FIGE), "{erreur}");
    assert!(erreur.contains("au bout de 2 s réelles"), "{erreur}");
}

/// Sur l'horloge réelle, un test qui avance toujours, ou qui n'avance plus.
#[banc::etape]
#[tokio::test]
async fn etape9_traine() {
    match role().as_deref() {
        Some("lent") => loop {
            sleep(ms(5)).await;
        },
        Some("en attente") => std::future::pending().await,
        _ => {}
    }
}

#[test]
fn un_test_qui_avance_encore_n_attend_pas_un_evenement_qui_ne_viendra_pas() {
    let variables = [(banc::VARIABLE_DE_LIMITE, "2")];
    for (role, vrai, faux) in [
        (
            "lent",
            "il avance, mais n'a pas fini en 1,5 s",
            "plus rien n'avance",
        ),
        ("en attente", "plus rien n'avance", "il avance"),
    ] {
        let issue = enfant_de("garde::etape9_traine", role, &variables);
        let sortie = String::from_utf8_lossy(&issue.stdout);
        assert!(sortie.contains(vrai), "{role} : {sortie}");
        assert!(!sortie.contains(faux), "{role} : {sortie}");
    }
}

#[test]
fn une_boucle_qui_cede_n_est_pas_un_thread_bloque() {
    let issues = std::thread::scope(|portee| {
        ["ronde", "ronde d'une tâche"]
            .map(|role| portee.spawn(move || enfant("garde::etape9_fige", role)))
            .map(|fil| fil.join().unwrap())
    });
    for issue in issues {
        let erreur = String::from_utf8_lossy(&issue.stderr);
        assert_eq!(issue.status.code(), Some(banc::CODE_FIGE), "{erreur}");
        assert!(
            erreur.contains("le temps de Tokio ne passe pas"),
            "{erreur}"
        );
        assert!(!erreur.contains("un thread est bloqué"), "{erreur}");
    }
}

#[test]
fn un_travail_bloquant_qui_n_en_finit_pas_n_est_pas_une_boucle() {
    let issue = enfant("garde::etape9_fige", "travail bloquant");
    let erreur = String::from_utf8_lossy(&issue.stderr);
    assert_eq!(issue.status.code(), Some(banc::CODE_FIGE), "{erreur}");
    assert!(erreur.contains("un thread est bloqué"), "{erreur}");
}

#[test]
fn un_deluge_est_arrete_avant_de_remplir_la_memoire() {
    let depart = Instant::now();
    let issue = enfant("garde::etape9_fige", "déluge");
    let erreur = String::from_utf8_lossy(&issue.stderr);
    assert_eq!(issue.status.code(), Some(banc::CODE_FIGE), "{erreur}");
    assert!(
        erreur.contains("le programme en occupe plus de 1024"),
        "{erreur}"
    );
    // Par la mémoire, et non par le temps : la marge est pour une machine très chargée.
    assert!(
        !erreur.contains("s réelles"),
        "{erreur} {:?}",
        depart.elapsed()
    );
}

#[test]
fn un_thread_bloque_arrete_le_processus_et_nomme_le_test() {
    let depart = Instant::now();
    let issues = std::thread::scope(|portee| {
        ["boucle", "verrou", "sommeil"]
            .map(|role| portee.spawn(move || enfant("garde::etape9_fige", role)))
            .map(|fil| fil.join().unwrap())
    });
    for issue in issues {
        let erreur = String::from_utf8_lossy(&issue.stderr);
        assert_eq!(issue.status.code(), Some(banc::CODE_FIGE), "{erreur}");
        for mot in [
            "test figé : garde::etape9_fige",
            "std::thread::sleep",
            "boucle sans fin",
            "verrou",
            "-p banc garde::etape9_fige",
        ] {
            assert!(erreur.contains(mot), "« {mot} » manque :\n{erreur}");
        }
    }
    // La limite est de 8 s ; le reste est une marge pour une machine très chargée.
    assert!(depart.elapsed() < Duration::from_secs(60));
}

#[test]
fn etape9_un_echec_puis_un_gel() {
    if role().as_deref() == Some("echec puis gel") {
        let _ = catch_unwind(|| sans_runtime(|| banc::echec!("x", "vu avant le gel", "z")));
        sans_runtime(|| {
            loop {
                std::hint::spin_loop();
            }
        });
    }
}

#[test]
fn le_chien_de_garde_dit_aussi_ce_que_les_autres_avaient_trouve() {
    let issue = enfant("garde::etape9_un_echec_puis_un_gel", "echec puis gel");
    let erreur = String::from_utf8_lossy(&issue.stderr);
    assert_eq!(issue.status.code(), Some(banc::CODE_FIGE));
    assert!(erreur.contains("vu avant le gel"), "{erreur}");
}

#[test]
fn un_essai_qui_finit_n_est_pas_inquiete() {
    sans_runtime(|| {});
    sous_le_banc(async { sleep(Duration::from_secs(3600)).await });
}

#[banc::etape]
#[tokio::test]
async fn l_attribut_laisse_a_tokio_son_horloge() {
    let depart = Instant::now();
    sleep(ms(3)).await;
    assert!(depart.elapsed() >= ms(3));
}

#[banc::etape]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l_attribut_laisse_a_tokio_ses_threads() {
    let mesures = tokio::runtime::Handle::current().metrics();
    assert_eq!(mesures.num_workers(), 2);
}

#[banc::etape]
#[test]
#[should_panic(expected = "hors de tout runtime")]
fn l_attribut_convient_a_un_test_ordinaire() {
    assert!(
        tokio::runtime::Handle::try_current().is_ok(),
        "hors de tout runtime"
    );
}

/// Un test qui finit en laissant une tâche bloquante derrière lui : Tokio l'attend pour s'arrêter.
#[test]
fn etape9_ne_s_arrete_pas() {
    let bloquer = || {
        tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_secs(3600)));
    };
    match role().as_deref() {
        Some("arrêt") => sous_le_banc(async move { bloquer() }),
        Some("échec puis arrêt") => sous_le_banc(async move {
            bloquer();
            banc::echec!("x", "vu avant l'arrêt", "z");
        }),
        _ => {}
    }
}

#[test]
fn le_chien_de_garde_attend_aussi_l_arret_du_runtime_et_dit_ce_que_le_test_avait_trouve() {
    let [arret, echec] = std::thread::scope(|portee| {
        ["arrêt", "échec puis arrêt"]
            .map(|role| portee.spawn(move || enfant("garde::etape9_ne_s_arrete_pas", role)))
            .map(|fil| fil.join().unwrap())
    });
    for issue in [&arret, &echec] {
        let erreur = String::from_utf8_lossy(&issue.stderr);
        assert_eq!(issue.status.code(), Some(banc::CODE_FIGE), "{erreur}");
        assert!(erreur.contains("`spawn_blocking`"), "{erreur}");
        assert!(
            !erreur.contains("un thread est bloqué pour de bon"),
            "{erreur}"
        );
    }
    let erreur = String::from_utf8_lossy(&echec.stderr);
    let constat = erreur.find("vu avant l'arrêt").expect("son constat");
    assert!(
        constat < erreur.find("test figé").expect("le gel"),
        "{erreur}"
    );
    assert!(!String::from_utf8_lossy(&arret.stderr).contains("vu avant"));
}
