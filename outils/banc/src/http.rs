//! Une scène pour un serveur HTTP : lui, ses clients, et ce que le système peut leur refuser.
//!
//! ```ignore
//! let serveur = Serveur::lancer(|ecoute, arret| Box::pin(servir(ecoute, arret)));
//! let mut client = serveur.envoyer(b"GET / HTTP/1.1\r\n\r\n").await;
//! let statut = client.statut("…").await;
//! serveur.arreter();
//! let total = serveur.total("…").await;
//! ```
//!
//! De vrais sockets, donc l'horloge réelle ; les durées ne jouent que pour une réponse fausse. Le serveur n'a pas à être
//! `Send` : il avance dans la tâche du test, pendant que celui-ci attend un client ou le serveur, par les fonctions
//! d'ici et par elles seules.

mod client;
mod penurie;
mod reponse;
mod serveur;

use std::time::Duration;

pub use client::{Client, PISTE_FERMETURE};
pub use penurie::Descripteurs;
pub use serveur::{Arret, Serveur, Service};

/// Le plus qu'un client attende quoi que ce soit.
pub const PATIENCE: Duration = Duration::from_secs(3);
