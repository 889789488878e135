//! Les titres que Moodle donne aux colonnes de la feuille d'un devoir, en français puis en anglais
//! (`mod/assign/lang/*/assign.php`, chaînes `recordid`, `gradecanbechanged`, `lastmodifiedsubmission`, `lastmodifiedgrade` ;
//! `grade`, `status` et `fullname` de `moodle.php` ; `maxgrade` ; le nom du greffon `assignfeedback_comments`). L'anglais du
//! maximum a changé de majuscule d'une version à l'autre.

use crate::socle::texte::compose;

pub(crate) const IDENTIFIANT: &[&str] = &["Identifiant", "Identifier"];
/// Elle dit les prolongations.
pub(crate) const STATUT: &[&str] = &["Statut", "Status"];
pub(super) const NOM: &[&str] = &["Nom complet", "Full name"];
pub(super) const NOTE: &[&str] = &["Note", "Grade"];
pub(super) const MAXIMUM: &[&str] = &["Note maximale", "Maximum grade"];
/// Le barème d'un devoir noté par des mots, à la place du maximum.
pub(super) const BAREME: &[&str] = &["Barème", "Scale"];
pub(super) const MODIFIABLE: &[&str] = &["La note peut être modifiée", "Grade can be changed"];
pub(crate) const REMISE: &[&str] = &[
    "Dernière modification (travail remis)",
    "Last modified (submission)",
];
pub(super) const COMMENTAIRE: &[&str] = &["Feedback par commentaires", "Feedback comments"];

/// Ce titre est l'un de ces noms, quelles que soient sa casse et la façon dont ses accents sont codés.
pub(crate) fn est(titre: &str, noms: &[&str]) -> bool {
    let titre = compose(titre.trim()).to_lowercase();
    noms.iter().any(|nom| nom.to_lowercase() == titre)
}
