//! Banc d'essai : ce que les tests de tous les exercices partagent.
//!
//! Un test d'exercice est un test de Tokio ordinaire, sous un attribut de plus :
//!
//! ```ignore
//! #[banc::etape]
//! #[tokio::test(start_paused = true)]
//! async fn la_pause_dure_le_temps_demande() {
//!     let (_, duree) = chronometrer(faire_une_pause(ms(250))).await;
//!     exiger!(duree == ms(250), "une pause de 250 ms", "une pause de {duree:?}", "…");
//! }
//! ```
//!
//! | besoin | outil |
//! |---|---|
//! | conduire un test sans qu'il fige jamais | [`macro@etape`] |
//! | dire attendu, observé, piste | [`exiger!`], [`exiger_egal!`], [`echec!`] |
//! | attendre un appel sans que le test fige | [`finir`], [`Patience`] |
//! | mesurer le temps de Tokio | [`chronometrer`], [`Metronome`] |
//! | lancer une tâche, attendre plusieurs futures non `Send` | [`lancer`], [`ensemble`] |
//! | voir un future démarrer, finir, être abandonné | [`Temoin`], [`Jauge`] |
//! | interroger un future à la main | [`Sonde`] |
//! | lire un flux qui suit un scénario | [`flux`] |
//! | un serveur HTTP et ses clients | [`http`] |
//! | récolter une tâche, attraper ou expliquer une panique | [`recolter`], [`attraper`], [`sans_panique`] |
//! | relancer un test dans un processus à lui | [`enfant`] |
//! | mesurer la mémoire de pointe | [`memoire`] |
//! | un dossier à soi | [`Dossier`] |
//!
//! Rien de générique n'est long ici : chaque test ne fait compiler qu'une boîte autour de son corps, et
//! le reste est compilé une fois pour toutes dans cette bibliothèque.

pub mod acte;
mod attente;
mod diagnostic;
mod dossier;
pub mod enfant;
mod essai;
pub mod flux;
mod garde;
pub mod http;
pub mod memoire;
mod panique;
mod sonde;
mod temoin;
mod temps;

/// Un future dont le type ne dit que ce qu'il rend : ce qui le reçoit n'est compilé qu'une fois.
pub type Boite<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + 'a>>;

pub use attente::{Attente, Patience, ensemble, finir};
pub use banc_macros::etape;
#[doc(hidden)]
pub use banc_macros::surveille;
pub use diagnostic::{Diagnostic, egal, refuser};
pub use dossier::Dossier;
#[doc(hidden)]
pub use essai::{Horloge, comme_tokio_test, conduire, conduire_boite, surveiller};
pub use garde::{CODE_FIGE, LIMITE_REELLE};
pub use panique::{Attrape, Explication, attraper, message_de, recolter, sans_panique};
pub use sonde::Sonde;
pub use temoin::{EnCours, Jauge, Temoin};
pub use temps::{LIMITE_VIRTUELLE, Metronome, PISTE_THREAD_ENDORMI, chronometrer, lancer, ms};
