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
//! | écrire un nombre, une durée | [`texte`] |
//! | dire attendu, observé, piste | [`exiger!`], [`exiger_egal!`], [`echec!`] |
//! | attendre un appel sans que le test fige | [`finir`], [`Patience`] |
//! | mesurer le temps de Tokio | [`chronometrer`], [`exiger_une_attente`], [`exiger_aucun_temps_reel`], [`Metronome`] |
//! | lancer une tâche, un travail bloquant | [`lancer`], [`lancer_bloquant`] |
//! | attendre plusieurs futures, dans la même tâche | [`ensemble`], [`pendant`] |
//! | voir si un travail bloquant laisse avancer les autres | [`rendez_vous`] |
//! | attendre un appel qui emploie des tâches ou des threads | [`taches_ou_threads`] |
//! | voir qui aide un appel à avancer | [`aide`] |
//! | vider un canal, comparer de longues suites | [`vider`], [`comparer`] |
//! | voir un future démarrer, finir, être abandonné | [`Temoin`], [`Jauge`] |
//! | dessiner, sous un échec, quand chacun a couru | [`nommer`], [`lancer_sous`], [`Temoin::nomme`], [`Jauge::nommee`], [`frise`] |
//! | interroger un future à la main | [`Sonde`] |
//! | lire un flux qui suit un scénario | [`flux`] |
//! | voir si un appel attend ou tourne en rond | [`Appel`], [`Etat`], [`mener`] |
//! | glisser un appel là où Tokio en coupe un autre, ou là où un autre le réveille | [`couper`], [`AuReveil`] |
//! | faire se croiser des threads | [`Importun`], [`Croisements`], [`compter_mal_a_huit`], [`assez_d_increments`] |
//! | compter les tâches en cours | [`taches_vivantes`], [`Recensement`] |
//! | un runtime à part | [`RuntimeImmobile`], [`sur_un_seul_thread`] |
//! | un serveur HTTP et ses clients | [`http`] |
//! | récolter une tâche, attraper ou expliquer une panique | [`recolter`], [`attraper`], [`sans_panique`] |
//! | relancer un test dans un processus à lui | [`enfant`] |
//! | mesurer la mémoire de pointe | [`memoire`] |
//! | un dossier à soi, et des fichiers à regarder du dehors | [`Dossier`], [`dossier!`], [`fichiers`] |
//! | juger un appel qui rend un `io::Result` | [`mod@io`] |
//! | un fichier lent, un gros fichier, un disque plein | `tube`, [`gros_fichier`], `disque_plein` |
//! | voir si le thread du runtime fait le travail lui-même | [`thread_libre`] |
//!
//! Rien de générique n'est long ici : chaque test ne fait compiler qu'une boîte autour de son corps, et
//! le reste est compilé une fois pour toutes dans cette bibliothèque.

pub mod acte;
pub mod aide;
mod attente;
mod canaux;
mod coupure;
mod crochet;
mod croisement;
mod diagnostic;
#[cfg(unix)]
pub mod disque_plein;
mod dossier;
mod duree;
pub mod enfant;
mod essai;
mod etat;
pub mod fichiers;
pub mod flux;
pub mod frise;
mod garde;
pub mod gros_fichier;
pub mod http;
mod instances;
pub mod io;
pub mod memoire;
mod panique;
mod rendez_vous;
pub mod reveil;
mod runtimes;
mod sonde;
pub mod taches_ou_threads;
mod temoin;
mod temps;
pub mod texte;
pub mod thread_libre;
#[cfg(unix)]
pub mod tube;

/// Un future dont le type ne dit que ce qu'il rend : ce qui le reçoit n'est compilé qu'une fois.
pub type Boite<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + 'a>>;

pub use attente::{Attente, Ensemble, Patience, ensemble, finir, pendant};
pub use banc_macros::etape;
#[doc(hidden)]
pub use banc_macros::surveille;
pub use canaux::{comparer, vider};
pub use coupure::{AuReveil, couper};
pub use croisement::{Croisements, Importun, assez_d_increments, compter_mal_a_huit};
pub use diagnostic::{Diagnostic, egal, refuser};
pub use dossier::Dossier;
pub use duree::{exiger_aucun_temps_reel, exiger_une_attente};
#[doc(hidden)]
pub use essai::{Horloge, conduire, conduire_boite, passer, surveiller};
pub use etat::{Appel, Etat, mener};
pub use garde::{CODE_FIGE, LIMITE_REELLE, VARIABLE_DE_LIMITE, limite_reelle};
#[doc(hidden)]
pub use instances::instances;
pub use panique::{Attrape, Explication, attraper, emballage, message_de, recolter, sans_panique};
pub use rendez_vous::{Hote, Visiteur, rendez_vous};
pub use runtimes::{Recensement, RuntimeImmobile, sur_un_seul_thread, taches_vivantes};
pub use sonde::Sonde;
pub use temoin::{EnCours, Jauge, Temoin, nommer};
pub use temps::{
    LIMITE_VIRTUELLE, Metronome, PISTE_THREAD_ENDORMI, chronometrer, lancer, lancer_bloquant,
    lancer_sous, ms,
};
