//! Ce que le correcteur rend : des données, dont la mise en forme est ailleurs.

pub mod bareme;
pub mod corrections;
pub mod diagnostic;
pub mod explications;
pub mod message;
pub mod rapport;
pub mod resultat;
pub mod retard;
