//! Ce que l'apprenant voit de son travail : où il en est, ce qui ne va pas, la solution, l'énoncé.

pub mod comparaison;
pub mod enonce;
pub mod explications;
pub mod suivi;
pub mod tableau;
pub mod vue;
