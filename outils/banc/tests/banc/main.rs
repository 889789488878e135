//! Chaque outil du banc voit ce pour quoi il est fait, et laisse passer le reste.

mod attente;
mod diagnostic;
mod enfant;
mod flux;
mod garde;
mod memoire;
mod outils;
mod paniques;
mod temoins;
mod temps;
