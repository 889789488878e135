//! Le temps de Tokio.

use std::time::Duration;

use banc::{Metronome, chronometrer, ensemble, ms};
use tokio::time::sleep;

use crate::outils::sous_le_banc;
#[test]
fn le_temps_virtuel_est_exact_et_ne_voit_pas_un_thread_endormi() {
    sous_le_banc(async {
        let ((), duree) = chronometrer(sleep(ms(1234))).await;
        assert_eq!(duree, ms(1234));
        let ((), duree) = chronometrer(async { std::thread::sleep(ms(5)) }).await;
        assert_eq!(duree, Duration::ZERO);
    });
}

#[test]
fn le_metronome_bat_pendant_une_attente_et_pas_pendant_un_blocage() {
    sous_le_banc(async {
        let metronome = Metronome::lancer(ms(10));
        sleep(ms(55)).await;
        assert_eq!(metronome.battements(), 5);
        std::thread::sleep(ms(30));
        assert_eq!(metronome.battements(), 5);
    });
}

#[test]
fn ensemble_attend_le_plus_long_et_garde_l_ordre() {
    sous_le_banc(async {
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
