//! Chaque outil du banc voit ce pour quoi il est fait, et laisse passer le reste.

mod aide;
mod attente;
mod canaux;
mod crochet;
mod croisement;
mod diagnostic;
#[cfg(unix)]
mod disque_plein;
mod duree;
mod enfant;
mod etat;
mod fichiers;
mod flux;
mod frise;
mod garde;
mod gros_fichier;
mod http;
mod io;
mod memoire;
mod outils;
mod paniques;
mod rendez_vous;
mod runtimes;
mod taches_ou_threads;
mod temoins;
mod temps;
mod texte;
mod thread_libre;
#[cfg(unix)]
mod tube;
