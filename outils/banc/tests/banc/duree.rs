//! Juger une durée.

use std::time::{Duration, Instant};

use banc::{exiger_une_attente, ms};

use crate::outils::echec_de;

#[test]
fn une_attente_nulle_a_deux_causes() {
    let depart = Instant::now();
    let juger = |duree, demandee| {
        echec_de(|| exiger_une_attente("une pause", duree, demandee, depart, "ma piste"))
    };
    let heure = Duration::from_secs(3600);
    let message = juger(Duration::ZERO, heure);
    assert!(message.contains("une pause de 3600s"), "{message}");
    assert!(message.contains("ma piste"), "{message}");
    std::thread::sleep(ms(3));
    let message = juger(Duration::ZERO, ms(2));
    assert!(message.contains("un thread a été bloqué"), "{message}");
    assert!(message.contains("std::thread::sleep"), "{message}");
    // Trop courte ou trop longue, ce n'est pas à cette fonction de le dire.
    exiger_une_attente("une pause", ms(1), heure, depart, "ma piste");
}
