//! Chaque outil du banc voit ce pour quoi il est fait, et laisse passer le reste.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Output};
use std::task::Poll;
use std::time::{Duration, Instant};

use banc::{Dossier, Jauge, Metronome, Sonde, Temoin, chronometrer, ensemble, finir, ms};
use tokio::time::sleep;

/// Le message d'un corps qui doit échouer.
fn echec_de(corps: impl FnOnce()) -> String {
    let charge = catch_unwind(AssertUnwindSafe(corps)).expect_err("ce corps devait échouer");
    banc::message_de(&*charge).to_owned()
}

/// Relance ce programme sur un seul de ses tests, avec `BANC_ENFANT` pour qu'il joue son rôle.
fn enfant(test: &str, role: &str) -> Output {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--test-threads=1"])
        .env("BANC_ENFANT", role)
        .output()
        .unwrap()
}

fn role() -> Option<String> {
    std::env::var("BANC_ENFANT").ok()
}

#[test]
fn un_message_a_trois_parties() {
    let duree = ms(3);
    let message = echec_de(|| banc::exiger!(duree == ms(4), "a", "b {duree:?}", "c"));
    assert_eq!(message, "  attendu : a\n  observé : b 3ms\n  piste   : c");
    banc::exiger!(duree == ms(3), "a", "b", "c");
    let message = echec_de(|| banc::exiger_egal!([1], [2], "la liste", "c"));
    assert_eq!(
        message,
        "  attendu : la liste = [2]\n  observé : [1]\n  piste   : c"
    );
    banc::exiger_egal!("x".to_owned(), "x", "le texte", "c");
}

// ---- Le chien de garde ----

/// Un test qui fige pour de bon, à côté d'un autre qui a déjà échoué.
#[test]
fn etape9_fige() {
    match role().as_deref() {
        Some("boucle") => banc::essai(|| {
            loop {
                std::hint::spin_loop();
            }
        }),
        Some("verrou") => banc::essai_virtuel(async {
            let verrou = std::sync::Mutex::new(());
            let _un = verrou.lock();
            let _deux = verrou.lock();
        }),
        Some("sommeil") => {
            banc::essai_virtuel(async { std::thread::sleep(Duration::from_secs(3600)) })
        }
        _ => {}
    }
}

#[test]
fn un_thread_bloque_arrete_le_processus_et_nomme_le_test() {
    let depart = Instant::now();
    let issues = std::thread::scope(|portee| {
        ["boucle", "verrou", "sommeil"]
            .map(|role| portee.spawn(move || enfant("etape9_fige", role)))
            .map(|fil| fil.join().unwrap())
    });
    for issue in issues {
        let erreur = String::from_utf8_lossy(&issue.stderr);
        assert_eq!(issue.status.code(), Some(banc::CODE_FIGE), "{erreur}");
        for mot in [
            "test figé : etape9_fige",
            "std::thread::sleep",
            "boucle sans fin",
            "verrou",
            "-p banc etape9_fige",
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
        let _ = catch_unwind(|| banc::essai(|| banc::echec!("x", "vu avant le gel", "z")));
        banc::essai(|| {
            loop {
                std::hint::spin_loop();
            }
        });
    }
}

#[test]
fn le_chien_de_garde_dit_aussi_ce_que_les_autres_avaient_trouve() {
    let issue = enfant("etape9_un_echec_puis_un_gel", "echec puis gel");
    let erreur = String::from_utf8_lossy(&issue.stderr);
    assert_eq!(issue.status.code(), Some(banc::CODE_FIGE));
    assert!(erreur.contains("vu avant le gel"), "{erreur}");
}

#[test]
fn un_essai_qui_finit_n_est_pas_inquiete() {
    banc::essai(|| {});
    banc::essai_virtuel(async { sleep(Duration::from_secs(3600)).await });
    banc::essai_reel(async { sleep(ms(1)).await });
    banc::essai_parallele(async { tokio::spawn(async {}).await.unwrap() });
}

// ---- L'interblocage async, dit tout de suite ----

#[test]
fn une_attente_sans_reveil_est_dite_aussitot() {
    let depart = Instant::now();
    let message = echec_de(|| banc::essai_virtuel(std::future::pending()));
    assert!(message.contains("plus rien n'avance"), "{message}");
    let message = echec_de(|| {
        banc::essai_virtuel(async {
            let (_tx, mut rx) = tokio::sync::mpsc::channel::<()>(1);
            finir(rx.recv(), "ma piste").await;
        });
    });
    assert!(message.contains("ma piste"), "{message}");
    assert!(
        depart.elapsed() < banc::LIMITE_REELLE,
        "l'horloge réelle n'a rien à y faire"
    );
}

#[test]
fn un_future_qui_n_a_pas_prevu_de_reveil_n_est_pas_sauve_par_l_echeance() {
    let paresseux = |mut reste: u32| {
        std::future::poll_fn(move |_| {
            reste = reste.saturating_sub(1);
            if reste == 0 {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
    };
    let message =
        echec_de(|| banc::essai_virtuel(async move { finir(paresseux(2), "sans réveil").await }));
    assert!(message.contains("sans réveil"), "{message}");
    echec_de(|| banc::essai_virtuel(paresseux(2)));
    banc::essai_virtuel(async move { finir(paresseux(1), "prêt").await });
}

#[test]
fn une_boucle_qui_cede_sans_cesse_est_nommee() {
    let message = echec_de(|| {
        banc::essai_virtuel(async {
            let attente = async {
                loop {
                    tokio::task::yield_now().await;
                }
            };
            finir::<_>(
                async {
                    let _: () = attente.await;
                },
                "x",
            )
            .await;
        });
    });
    assert!(message.contains("yield_now"), "{message}");
}

// ---- Le temps ----

#[test]
fn le_temps_virtuel_est_exact_et_ne_voit_pas_un_thread_endormi() {
    banc::essai_virtuel(async {
        let ((), duree) = chronometrer(sleep(ms(1234))).await;
        assert_eq!(duree, ms(1234));
        let ((), duree) = chronometrer(async { std::thread::sleep(ms(5)) }).await;
        assert_eq!(duree, Duration::ZERO);
    });
}

#[test]
fn le_metronome_bat_pendant_une_attente_et_pas_pendant_un_blocage() {
    banc::essai_virtuel(async {
        let metronome = Metronome::lancer(ms(10));
        sleep(ms(55)).await;
        assert_eq!(metronome.battements(), 5);
        std::thread::sleep(ms(30));
        assert_eq!(metronome.battements(), 5);
    });
}

#[test]
fn ensemble_attend_le_plus_long_et_garde_l_ordre() {
    banc::essai_virtuel(async {
        let futurs = [30, 10, 20].map(|n| async move {
            sleep(ms(n)).await;
            n
        });
        let (valeurs, duree) = chronometrer(ensemble(futurs.into())).await;
        assert_eq!((valeurs, duree), (vec![30, 10, 20], ms(30)));
        assert!(
            ensemble(Vec::<std::future::Ready<()>>::new())
                .await
                .is_empty()
        );
    });
}

// ---- Les témoins ----

#[test]
fn le_temoin_distingue_demarre_fini_et_annule() {
    banc::essai(|| {
        let temoin = Temoin::new();
        let mut sonde = Sonde::new(temoin.autour(std::future::pending::<()>()));
        assert!(!temoin.a_demarre());
        assert!(sonde.sonder().is_pending());
        assert!(temoin.a_demarre() && !temoin.est_lache());
        drop(sonde);
        assert!(temoin.est_annule() && !temoin.a_fini());

        let temoin = Temoin::new();
        let mut sonde = Sonde::new(temoin.autour(async {}));
        assert!(sonde.sonder().is_ready());
        assert!(temoin.a_fini());
        assert!(echec_de(|| assert!(sonde.sonder().is_ready())).contains("n'est plus interrogé"));
        drop(sonde);
        assert!(temoin.est_lache() && !temoin.est_annule());
    });
}

#[test]
fn la_jauge_retient_le_maximum() {
    let jauge = Jauge::new();
    let (un, deux) = (jauge.entrer(), jauge.entrer());
    drop(un);
    let _trois = jauge.entrer();
    drop(deux);
    assert_eq!((jauge.actuel(), jauge.maximum()), (1, 2));
}

#[test]
fn la_sonde_compte_les_reveils() {
    let mut sonde = Sonde::new(tokio::task::yield_now());
    assert!(sonde.sonder().is_pending());
    let mut deux_fois = Sonde::new(std::future::poll_fn(|cx| {
        cx.waker().wake_by_ref();
        cx.waker().wake_by_ref();
        Poll::<()>::Pending
    }));
    assert_eq!(deux_fois.reveils(), 0);
    assert!(deux_fois.sonder().is_pending());
    assert_eq!(deux_fois.reveils(), 2);
}

// ---- Les paniques ----

#[test]
fn une_panique_s_attrape_sauf_un_todo() {
    banc::essai_virtuel(async {
        let issue = banc::attraper(async { std::panic::panic_any(7u32) }).await;
        let charge: Box<dyn std::any::Any + Send> = issue.unwrap_err();
        assert_eq!(charge.downcast_ref(), Some(&7u32));
        assert_eq!(banc::message_de(&*charge), "(panique sans texte)");
        assert_eq!(banc::attraper(async { 3 }).await.ok(), Some(3));
    });
    let message = echec_de(|| {
        banc::essai_virtuel(async {
            let _: Result<(), _> = banc::attraper(async { todo!("étape 1") }).await;
        });
    });
    assert!(message.contains("étape 1"));
}

#[test]
fn recolter_fait_suivre_la_panique_et_nomme_l_annulation() {
    let message = echec_de(|| {
        banc::essai_virtuel(async {
            banc::recolter(tokio::spawn(async { panic!("du fond de la tâche") })).await
        });
    });
    assert_eq!(message, "du fond de la tâche");
    let message = echec_de(|| {
        banc::essai_virtuel(async {
            let tache = tokio::spawn(std::future::pending::<()>());
            tache.abort();
            banc::recolter(tache).await;
        });
    });
    assert!(message.contains("annulée"), "{message}");
}

#[test]
fn etape9_panique_connue() {
    if role().as_deref() == Some("panique connue") {
        banc::essai_virtuel(async { tokio::runtime::Handle::current().block_on(async {}) });
    }
}

#[test]
fn etape9_panique_citee() {
    if role().as_deref() == Some("panique citée") {
        banc::essai(|| banc::echec!("a", "mpsc bounded channel requires buffer > 0", "c"));
    }
}

#[test]
fn un_diagnostic_qui_cite_une_panique_garde_sa_seule_piste() {
    let issue = enfant("etape9_panique_citee", "panique citée");
    let sortie = String::from_utf8_lossy(&issue.stdout);
    assert!(sortie.contains("requires buffer"), "{sortie}");
    assert_eq!(sortie.matches("piste   :").count(), 1, "{sortie}");
}

#[test]
fn une_panique_de_tokio_est_expliquee_en_francais() {
    let issue = enfant("etape9_panique_connue", "panique connue");
    let sortie = String::from_utf8_lossy(&issue.stdout);
    assert!(sortie.contains("Cannot start a runtime"), "{sortie}");
    assert!(sortie.contains("c'est `.await` qui attend"), "{sortie}");
}

// ---- La mémoire et le disque ----

#[global_allocator]
static ALLOCATEUR: banc::memoire::Allocateur = banc::memoire::Allocateur;

#[test]
fn la_pointe_de_memoire_voit_ce_qui_a_ete_rendu() {
    banc::essai_virtuel(async {
        let (taille, pointe) = banc::memoire::pointe(async { vec![1u8; 8 << 20].len() }).await;
        assert_eq!(taille, 8 << 20);
        // Les autres tests allouent aussi : une marge, très en dessous de ce qui est mesuré.
        assert!((8 << 20..12 << 20).contains(&pointe), "{pointe}");
        let ((), pointe) = banc::memoire::pointe(async {}).await;
        assert!(pointe < 4 << 20, "{pointe}");
    });
}

#[test]
fn un_dossier_est_neuf_et_s_efface() {
    let base = env!("CARGO_TARGET_TMPDIR");
    let (un, deux) = (Dossier::new(base), Dossier::new(base));
    assert_ne!(un.chemin(), deux.chemin());
    std::fs::write(un.fichier("b"), "").unwrap();
    std::fs::write(un.fichier("a"), "").unwrap();
    assert_eq!(un.noms(), ["a", "b"]);
    assert!(deux.noms().is_empty());
    let chemin = un.chemin().to_owned();
    drop(un);
    assert!(!chemin.exists());
}
