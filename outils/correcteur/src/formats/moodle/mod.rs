//! Moodle, au retour : la feuille de notes d'un devoir, remplie, et l'archive des retours.
//!
//! Ce que Moodle écrit et relit est dans son code (branche `main` de `moodle/moodle`) :
//!
//! - la feuille (« Télécharger le formulaire d'évaluation ») : `mod/assign/gradingtable.php`, colonnes de
//!   `is_downloading()` ; son import : `mod/assign/feedback/offline/importgradeslib.php` (`init`, `next`) et
//!   `locallib.php` (`process_import_grades`). L'import veut trois colonnes à leur nom exact, l'identifiant, la note et
//!   la date de la note ; il laisse de côté une ligne dont la date est plus ancienne que celle qu'il connaît, une note
//!   vide, et une note hors du maximum. La note y passe par `unformat_float`, qui lit le point dans toutes les langues, et la
//!   virgule dans celles qui l'écrivent ;
//! - les retours (« Déposer plusieurs fichiers de feedback dans un ZIP ») : `mod/assign/feedback/file/importziplib.php`,
//!   `is_valid_filename_for_import`.

mod colonnes;
mod encodage;
mod feuille;
mod nombre;
mod retours;
pub(crate) mod titres;

pub(crate) use self::encodage::Encodage;
pub(crate) use self::feuille::numero;
pub use self::feuille::{Bilan, Feuille, Notee, Recue, Remplacee};
pub use self::retours::{Retour, archive_des_retours, notee, retours_de};
