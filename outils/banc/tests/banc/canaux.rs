//! Ce qui passe par un canal.

use banc::{comparer, vider};
use tokio::sync::mpsc;

use crate::outils::{echec_de, sous_le_banc};

#[test]
fn un_canal_se_vide_jusqu_a_sa_fermeture() {
    sous_le_banc(async {
        let (tx, mut rx) = mpsc::channel(3);
        for n in 0..3 {
            tx.try_send(n).unwrap();
        }
        drop(tx);
        assert_eq!(vider(&mut rx).await, [0, 1, 2]);
    });
}

#[test]
fn de_deux_suites_on_ne_montre_que_la_premiere_difference() {
    comparer(&[1, 2], &[1, 2], "deux", "x");
    let message = echec_de(|| comparer(&[1, 9, 3], &[1, 2, 3], "trois", "ma piste"));
    assert!(
        message.contains("au rang 1, Some(9) au lieu de Some(2)"),
        "{message}"
    );
    assert!(message.contains("ma piste"), "{message}");
    let message = echec_de(|| comparer(&[1], &[1, 2], "deux", "x"));
    assert!(
        message.contains("au rang 1, None au lieu de Some(2)"),
        "{message}"
    );
    let message = echec_de(|| comparer(&[1, 2], &[1], "un", "x"));
    assert!(
        message.contains("au rang 1, Some(2) au lieu de None"),
        "{message}"
    );
}
