//! L'attente d'un appel fait de tâches ou de threads : un thread a le temps de finir, un minuteur ne passe pas pour un
//! message, une boucle à vide est nommée.

use std::future::pending;
use std::thread;

use banc::ms;
use banc::taches_ou_threads::{
    aboutir, attendre, conclure, laisser, laisser_passer_des_heures, le_thread_s_endort, pas_a_pas,
    pousser, pousser_des_heures,
};
use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

use crate::outils::{echec_de, sous_le_banc};

/// Ce qu'un thread ordinaire envoie au bout de 20 ms réelles.
fn venu_d_un_thread() -> oneshot::Receiver<u32> {
    let (tx, rx) = oneshot::channel();
    thread::spawn(move || {
        thread::sleep(ms(20));
        let _ = tx.send(7);
    });
    rx
}

async fn boucler() {
    loop {
        yield_now().await;
    }
}

#[test]
fn un_thread_a_le_temps_de_finir_sans_que_l_horloge_avance() {
    sous_le_banc(async {
        let depart = Instant::now();
        assert_eq!(aboutir(venu_d_un_thread(), "x").await, Ok(7));
        assert_eq!(
            conclure(&mut pas_a_pas(venu_d_un_thread()), "x").await,
            Ok(7)
        );
        assert_eq!(depart.elapsed(), ms(0));
    });
}

#[test]
fn un_minuteur_n_est_pas_un_message() {
    sous_le_banc(async {
        assert_eq!(attendre(sleep(ms(10)), "x").await, ((), ms(10)));
    });
    let message = echec_de(|| sous_le_banc(async { aboutir(sleep(ms(10)), "x").await }));
    assert!(message.contains("il a fallu attendre 10 ms"), "{message}");
}

#[test]
fn ce_que_plus_rien_ne_reveille_a_la_piste_du_test() {
    let message = echec_de(|| {
        sous_le_banc(async {
            aboutir(pending::<()>(), "ma piste").await;
        });
    });
    assert!(message.contains("ma piste"), "{message}");
}

#[test]
fn une_boucle_a_vide_est_nommee() {
    let message = echec_de(|| sous_le_banc(aboutir(boucler(), "x")));
    assert!(message.contains("une boucle tourne à vide"), "{message}");
    let message = echec_de(|| {
        sous_le_banc(async {
            let _ = pousser(&mut pas_a_pas(boucler()), "elle s'agite").await;
        });
    });
    assert!(message.contains("elle s'agite"), "{message}");
}

#[test]
fn pousser_s_arrete_quand_il_n_y_a_plus_rien_a_faire() {
    sous_le_banc(async {
        let mut dort = pas_a_pas(async {
            yield_now().await;
            sleep(ms(1000)).await;
        });
        assert!(pousser(&mut dort, "x").await.is_pending());
        assert!(pousser_des_heures(&mut dort, "x").await.is_ready());
    });
}

#[test]
fn un_futur_qui_doit_finir_finit_sans_minuteur() {
    let message = echec_de(|| {
        sous_le_banc(async { conclure(&mut pas_a_pas(sleep(ms(9000))), "x").await });
    });
    assert!(message.contains("un minuteur de Tokio"), "{message}");
}

#[test]
fn on_voit_si_le_thread_s_endort() {
    sous_le_banc(async {
        assert!(le_thread_s_endort().await);
        let boucle = banc::lancer(boucler());
        assert!(!le_thread_s_endort().await);
        boucle.abort();
    });
}

#[test]
fn des_heures_passent_et_une_attente_se_laisse() {
    sous_le_banc(async {
        let depart = Instant::now();
        laisser_passer_des_heures().await;
        assert_eq!(depart.elapsed().as_secs(), 5 * 3600);
        assert!(laisser(Box::pin(sleep(ms(9))), ms(10), ms(1000)).await);
        assert!(!laisser(Box::pin(sleep(ms(11))), ms(10), ms(1000)).await);
    });
}
