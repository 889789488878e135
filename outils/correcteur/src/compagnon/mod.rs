//! Ce que l'apprenant voit de son travail : où il en est, ce qui ne va pas, la solution, l'énoncé.

pub(crate) mod comparaison;
pub(crate) mod editeur;
pub(crate) mod enonce;
pub(crate) mod suivi;
pub mod tableau;
pub(crate) mod vue;
