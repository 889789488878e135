//! Chaque outil du banc voit ce pour quoi il est fait, et laisse passer le reste.

mod attente;
mod crochet;
mod croisement;
mod diagnostic;
mod duree;
mod enfant;
mod etat;
mod flux;
mod garde;
mod memoire;
mod outils;
mod paniques;
mod rendez_vous;
mod runtimes;
mod temoins;
mod temps;
