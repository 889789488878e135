//! Ce qu'une réponse n'a jamais à contenir : sortir du processus, en lancer d'autres, inclure des fichiers,
//! lire l'environnement, toucher au banc d'essai… Les règles sont des données, [`REGLES`], chacune avec sa
//! raison ; [`examiner`] les applique à un fichier.
//!
//! Elles servent à expliquer et à signaler, non à protéger : les points viennent des tests que le moteur a
//! vus réussir, et la machine est protégée par le bac à sable. Une lecture ne peut pas tout voir. Lui
//! échappent un chemin de fichier calculé à l'exécution et un nom qu'une macro assemble de plus loin que
//! dans ses propres jetons.

mod catalogue;
mod examen;
mod motifs;
mod portee;
mod releve;

pub use catalogue::{Consequence, Motif, REGLE_ILLISIBLE, REGLES, Regle, TYPES_COMPARES};
pub use examen::{Infraction, est_lisible, examiner, modules_d_ailleurs};
