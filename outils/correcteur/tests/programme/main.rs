//! Le programme et ses pièces, vus du dehors : ce qu'il répond, ce qu'il écrit, et les règles que le dépôt se donne.
//!
//! Trois programmes de tests, et non un seul. Le moteur a le sien : une épreuve qui finit y tue tout processus qu'il n'a
//! pas lancé, et ces tests-ci en lancent. Le compagnon a le sien : il attend, en temps réel, ce qu'un terminal affiche, et
//! Cargo ne lance deux programmes de tests que l'un après l'autre. Ce qu'ils partagent est dans `tests/partage`.

mod aide;
// Noter ne s'essaie que sous Unix : ailleurs, tout ne sert pas.
#[cfg_attr(not(unix), allow(dead_code, unused_imports))]
mod commun;
mod depot;
mod etages;
mod exemples;
mod formats;
mod greffe;
mod integration;
mod lecons;
mod livre;
mod memoire;
mod moodle;
mod noter;
mod notes;
mod regles;
mod remises;
mod retours;
