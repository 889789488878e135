//! Juger une durée.

use std::cell::Cell;
use std::time::{Duration, Instant};

use banc::{Boite, exiger_aucun_temps_reel, exiger_une_attente, ms};

use crate::outils::{echec_de, sous_le_banc};

#[test]
fn une_attente_nulle_a_deux_causes() {
    let depart = Instant::now();
    let juger = |duree, demandee| {
        echec_de(|| exiger_une_attente("une pause", duree, demandee, depart, "ma piste"))
    };
    let heure = Duration::from_secs(3600);
    let message = juger(Duration::ZERO, heure);
    assert!(message.contains("une pause de 1 h"), "{message}");
    assert!(message.contains("ma piste"), "{message}");
    std::thread::sleep(ms(3));
    let message = juger(Duration::ZERO, ms(2));
    assert!(message.contains("un thread a été bloqué"), "{message}");
    assert!(message.contains("std::thread::sleep"), "{message}");
    // Trop courte ou trop longue, ce n'est pas à cette fonction de le dire.
    exiger_une_attente("une pause", ms(1), heure, depart, "ma piste");
}

/// Cède son tour jusqu'à ce que tant de temps réel ait passé, et deux cents fois au moins : une machine chargée peut laisser
/// passer tout ce temps d'un tour à l'autre.
fn ceder(duree: Duration) -> Boite<'static, ()> {
    Box::pin(async move {
        let (fin, mut tours) = (Instant::now() + duree, 0);
        while Instant::now() < fin || tours < 200 {
            tours += 1;
            tokio::task::yield_now().await;
        }
    })
}

#[test]
fn une_boucle_qui_cede_son_tour_n_a_bloque_aucun_thread() {
    let message = echec_de(|| {
        sous_le_banc(async {
            let depart = Instant::now();
            ceder(ms(50)).await;
            exiger_une_attente("une pause", Duration::ZERO, ms(20), depart, "ma piste");
        });
    });
    assert!(message.contains("sans qu'un minuteur"), "{message}");
    assert!(message.contains("yield_now"), "{message}");
    let message = echec_de(|| {
        sous_le_banc(exiger_aucun_temps_reel("une pause", &|| ceder(ms(5))));
    });
    assert!(message.contains("une pause ne prend que"), "{message}");
    assert!(message.contains("yield_now"), "{message}");
    assert!(!message.contains("std::thread::sleep"), "{message}");
}

#[test]
fn une_boucle_qui_guette_l_horloge_arretee_ne_fige_pas_le_test() {
    let message = echec_de(|| {
        sous_le_banc(exiger_aucun_temps_reel("une pause", &|| {
            Box::pin(async {
                let depart = tokio::time::Instant::now();
                while depart.elapsed() < ms(3) {
                    tokio::task::yield_now().await;
                }
            })
        }));
    });
    assert!(
        message.contains("sans que l'horloge de Tokio avance"),
        "{message}"
    );
}

#[test]
fn un_appel_qui_prend_du_temps_reel_est_refuse() {
    let juger = |dort: fn(u64) -> Duration| {
        move || {
            let tours = Cell::new(0);
            sous_le_banc(async move {
                exiger_aucun_temps_reel("une pause", &|| {
                    tours.set(tours.get() + 1);
                    std::thread::sleep(dort(tours.get()));
                    Box::pin(tokio::time::sleep(ms(3)))
                })
                .await;
            });
        }
    };
    let message = echec_de(juger(|_| ms(2)));
    assert!(message.contains("une pause ne prend que"), "{message}");
    assert!(message.contains("std::thread::sleep"), "{message}");
    // Une machine chargée ralentit plusieurs appels, pas tous.
    juger(|tour| ms(if tour < 15 { 2 } else { 0 }))();
}

#[test]
fn une_attente_de_nombreux_petits_pas_est_admise() {
    sous_le_banc(async {
        exiger_aucun_temps_reel("une attente", &|| {
            Box::pin(async {
                for _ in 0..200 {
                    tokio::time::sleep(ms(5)).await;
                }
            })
        })
        .await;
    });
}
