//! Le compagnon de l'apprenant, conduit comme un apprenant le conduit : dans un terminal, sur une copie du
//! cours dont le chemin a des espaces et des accents.
#![cfg(unix)]

mod commandes;
mod copie;
mod machine;
mod suivre;
mod terminal;
