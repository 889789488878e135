//! Ce que les étapes partagent.

use banc::Explication;

/// Ce que veut dire la panique d'un appel : qu'il bloque un thread du runtime, ou cette erreur-ci.
pub fn expliquer<'a>(panique: &str, attendu: &'a str, piste: &'a str) -> Option<Explication<'a>> {
    let piste = if panique.contains("from within a runtime") {
        "un appel `blocking_…` (ou `block_on`) bloque un thread du runtime : dans du code async, c'est `.await` qui attend"
    } else {
        piste
    };
    Some(Explication { attendu, piste })
}
