//! Le moteur, appelé d'ici même. Une épreuve qui finit tue tout processus que le moteur n'a pas lancé : ces tests n'en
//! lancent aucun par eux-mêmes, et ceux qui en ont besoin sont ailleurs (`programme`, `compagnon`).

mod attaques;
mod bac_a_sable;
mod commun;
mod corpus;
mod execution;
mod explications;
