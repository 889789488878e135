//! Nombres et durées, en français.

use std::time::Duration;

use banc::ms;
use banc::texte::{duree, nombre};

#[test]
fn un_nombre_s_accorde_comme_en_francais() {
    let vus = [0, 1, 2].map(|n| nombre(n, "valeur", "valeurs").to_string());
    assert_eq!(vus, ["0 valeur", "1 valeur", "2 valeurs"]);
}

#[test]
fn une_duree_se_dit_dans_son_unite() {
    for (valeur, attendu) in [
        (Duration::ZERO, "0 ms"),
        (Duration::from_nanos(7), "7 ns"),
        (Duration::from_micros(300), "300 µs"),
        (ms(1), "1 ms"),
        (ms(105), "105 ms"),
        (ms(1500), "1,5 s"),
        (ms(300_000), "300 s"),
        (ms(5_400_000), "5400 s"),
        (ms(43_200_000), "12 h"),
        (Duration::MAX, "une durée immense"),
    ] {
        assert_eq!(duree(valeur).to_string(), attendu);
    }
}
