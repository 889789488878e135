//! L'attente d'un appel : un interblocage se dit tout de suite, une boucle aussi.

use std::task::Poll;
use std::time::Instant;

use banc::{Patience, chronometrer, finir, ms, pendant};
use tokio::time::sleep;

use crate::outils::{echec_de, sous_le_banc};
#[test]
fn une_attente_sans_reveil_est_dite_aussitot() {
    let depart = Instant::now();
    let message = echec_de(|| sous_le_banc(std::future::pending()));
    assert!(message.contains("plus rien n'avance"), "{message}");
    let message = echec_de(|| {
        sous_le_banc(async {
            let (_tx, mut rx) = tokio::sync::mpsc::channel::<()>(1);
            finir(rx.recv(), "ma piste").await;
        });
    });
    assert!(message.contains("ma piste"), "{message}");
    assert!(
        depart.elapsed() < banc::limite_reelle(),
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
        echec_de(|| sous_le_banc(async move { finir(paresseux(2), "sans réveil").await }));
    assert!(message.contains("sans réveil"), "{message}");
    echec_de(|| sous_le_banc(paresseux(2)));
    sous_le_banc(async move { finir(paresseux(1), "prêt").await });
}

#[test]
fn une_boucle_qui_cede_sans_cesse_est_nommee() {
    let message = echec_de(|| {
        sous_le_banc(async {
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

#[test]
fn la_patience_d_un_test_se_choisit() {
    let message = echec_de(|| {
        sous_le_banc(async {
            let une_par_seconde = async {
                loop {
                    sleep(ms(1000)).await;
                }
            };
            let patience = Patience::new("x").tours(50).piste_de_boucle("ma boucle");
            let ((), _) = patience.attendre(une_par_seconde).await;
        });
    });
    assert!(message.contains("interroger 51 fois en 50"), "{message}");
    assert!(message.contains("ma boucle"), "{message}");
    let message = echec_de(|| {
        sous_le_banc(async {
            let patience = Patience::selon(|| "choisie à la fin").temps(ms(10));
            let ((), _) = patience.attendre(sleep(ms(11))).await;
        });
    });
    assert!(message.contains("choisie à la fin"), "{message}");
    sous_le_banc(async {
        let ceder = async {
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
            sleep(ms(9)).await;
            7
        };
        let patience = Patience::new("x").temps(ms(10)).tours_par_instant(102);
        assert_eq!(patience.attendre(ceder).await, (7, ms(9)));
    });
}

#[test]
fn un_thread_de_l_appel_a_le_temps_de_finir_si_le_test_l_accepte() {
    let d_un_thread = || {
        let (tx, rx) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            std::thread::sleep(ms(20));
            let _ = tx.send(7);
        });
        rx
    };
    sous_le_banc(async move {
        let patience = Patience::new("x").threads_compris();
        assert_eq!(patience.attendre(d_un_thread()).await.0, Ok(7));
    });
    let message = echec_de(move || {
        sous_le_banc(async move {
            let _ = Patience::new("ma piste").attendre(d_un_thread()).await;
        });
    });
    assert!(message.contains("ma piste"), "{message}");
    let message = echec_de(|| {
        sous_le_banc(async {
            // Une interrogation de plus, que rien n'a demandée, et il finirait.
            let mut interroge = false;
            let endormi = std::future::poll_fn(|_| {
                if std::mem::replace(&mut interroge, true) {
                    Poll::Ready(())
                } else {
                    Poll::Pending
                }
            });
            let patience = Patience::new("personne").threads_compris();
            let ((), _) = patience.attendre(endormi).await;
        });
    });
    assert!(message.contains("personne"), "{message}");
}

#[test]
fn une_boucle_sans_que_le_temps_passe_se_distingue_d_une_boucle_a_intervalle() {
    let message = echec_de(|| {
        sous_le_banc(async {
            sleep(ms(5)).await;
            let ceder = async {
                loop {
                    tokio::task::yield_now().await;
                }
            };
            let patience = Patience::new("x").tours_par_instant(20);
            let ((), _) = patience.attendre(ceder).await;
        });
    });
    assert!(message.contains("interroger 21 fois sans que"), "{message}");
}

#[test]
fn pendant_attend_la_fin_des_deux_et_rend_la_valeur_de_l_appel() {
    sous_le_banc(async {
        let (emetteur, recepteur) = tokio::sync::oneshot::channel();
        let mut fini = false;
        let a_cote = async {
            sleep(ms(10)).await;
            emetteur.send(7).unwrap();
            sleep(ms(20)).await;
            fini = true;
        };
        let (valeur, duree) = chronometrer(pendant(recepteur, a_cote)).await;
        assert_eq!((valeur, duree, fini), (Ok(7), ms(30), true));
    });
}
