//! Le corpus des réponses justes et fausses, et la preuve que les tests acceptent les unes et refusent les autres.

mod emplois;
pub mod greffe;
mod lecture;
pub mod verification;

pub use lecture::{Attente, Corpus, Provenance, Reponse, SANS_CODE, montrer};
