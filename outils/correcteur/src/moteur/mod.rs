//! Compiler une réponse et passer ses tests, sans rien croire d'elle.

pub mod bac_a_sable;
pub mod compilation;
pub mod execution;
pub mod interruption;
pub mod processus;
pub(crate) mod tour;
