//! Ce que les étapes partagent : expliquer la panique d'un appel.

use banc::{Boite, Explication};

/// Le même appel, dont une panique fait échouer le test avec cette explication, sauf celle d'un `blocking_…` : le banc a la
/// piste qui lui convient.
pub fn sans_panique<'a, T: 'a>(
    appel: Boite<'a, T>,
    attendu: &'a str,
    piste: &'a str,
) -> Boite<'a, T> {
    let expliquer = move |message: &str| {
        let bloquant = message.contains("from within a runtime");
        (!bloquant).then_some(Explication { attendu, piste })
    };
    banc::sans_panique(appel, expliquer)
}
