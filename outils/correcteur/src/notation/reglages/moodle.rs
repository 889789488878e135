//! La feuille d'un devoir Moodle, lue pour ses dates : de qui elles sont, et comment elles s'écrivent.

use jiff::civil::DateTime;

use crate::formats::moodle::numero;
use crate::notation::remises::Remise;
use crate::socle::texte::compose;

const MOIS: [[&str; 12]; 2] = [
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ],
];

/// Le nom de la copie de « Participant 12345 » ; lui-même, s'il n'a rien remis.
pub(super) fn copie_de(identifiant: &str, remises: &[Remise]) -> String {
    let numero = numero(identifiant);
    let de_lui = |remise: &&Remise| {
        let participant = remise.participant.as_ref();
        numero.is_some() && participant.map(|participant| participant.numero) == numero
    };
    let remise = remises.iter().find(de_lui);
    remise.map_or_else(|| identifiant.to_owned(), |remise| remise.nom.clone())
}

/// Ce statut parle d'une prolongation : la limite de cet élève n'est pas celle des autres.
pub(super) fn est_prolonge(statut: &str) -> bool {
    let statut = statut.to_lowercase();
    ["prolongation", "extension"]
        .iter()
        .any(|mot| statut.contains(mot))
}

/// Une date en toutes lettres, jour de la semaine compris : « lundi 30 novembre 2026, 18:30 », « Monday, 30 November 2026,
/// 6:30 PM ».
pub(super) fn en_toutes_lettres(texte: &str) -> Option<DateTime> {
    let texte = compose(texte).to_lowercase().replace(',', " ");
    let mots: Vec<_> = texte.split_whitespace().collect();
    let [_, jour, mois, annee, heure, suite @ ..] = mots.as_slice() else {
        return None;
    };
    let mois = MOIS
        .iter()
        .find_map(|noms| noms.iter().position(|nom| nom == mois))?
        + 1;
    let jour = jour.strip_suffix("er").unwrap_or(jour);
    let date = format!("{annee}-{mois}-{jour} {heure}");
    match suite {
        [] => DateTime::strptime("%Y-%m-%d %H:%M", date).ok(),
        [moitie @ ("am" | "pm")] => {
            DateTime::strptime("%Y-%m-%d %I:%M %p", format!("{date} {moitie}")).ok()
        }
        _ => None,
    }
}
