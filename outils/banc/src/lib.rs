//! Banc d'essai : ce que les tests de tous les exercices partagent.
//!
//! Un test d'exercice tient dans un seul appel, qui dit sur quelle horloge il court :
//!
//! ```ignore
//! #[test]
//! fn etape1_la_pause_dure_le_temps_demande() {
//!     ::banc::essai_virtuel(async {
//!         let (_, duree) = ::banc::chronometrer(faire_une_pause(ms(250))).await;
//!         ::banc::exiger!(duree == ms(250), "une pause de 250 ms", "une pause de {duree:?}", "…");
//!     });
//! }
//! ```
//!
//! | besoin | outil |
//! |---|---|
//! | conduire un test sans qu'il fige jamais | [`essai`], [`essai_virtuel`], [`essai_reel`], [`essai_parallele`] |
//! | dire attendu, observé, piste | [`exiger!`], [`exiger_egal!`], [`echec!`] |
//! | mesurer le temps de Tokio | [`chronometrer`], [`Metronome`], [`finir`] |
//! | lancer une tâche, attendre plusieurs futures non `Send` | [`lancer`], [`ensemble`] |
//! | voir un future démarrer, finir, être abandonné | [`Temoin`], [`Jauge`] |
//! | interroger un future à la main | [`Sonde`] |
//! | récolter une tâche, attraper une panique | [`recolter`], [`attraper`], [`message_de`] |
//! | mesurer la mémoire de pointe | [`memoire`] |
//! | un dossier à soi | [`Dossier`] |
//!
//! Rien de générique n'est long ici : chaque test ne fait compiler qu'une boîte autour de son corps, et
//! le reste est compilé une fois pour toutes dans cette bibliothèque.

pub mod acte;
mod diagnostic;
mod dossier;
mod essai;
mod garde;
pub mod memoire;
mod panique;
mod sonde;
mod temoin;
mod temps;

/// Un future dont le type ne dit que ce qu'il rend : ce qui le reçoit n'est compilé qu'une fois.
pub(crate) type Boite<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + 'a>>;

pub use diagnostic::{Diagnostic, egal, refuser};
pub use dossier::Dossier;
pub use essai::{essai, essai_parallele, essai_reel, essai_virtuel};
pub use garde::{CODE_FIGE, LIMITE_REELLE};
pub use panique::{attraper, message_de, recolter};
pub use sonde::Sonde;
pub use temoin::{EnCours, Jauge, Temoin};
pub use temps::{
    LIMITE_VIRTUELLE, Metronome, PISTE_THREAD_ENDORMI, chronometrer, ensemble, finir, lancer, ms,
};
