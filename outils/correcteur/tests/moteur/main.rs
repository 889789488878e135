//! Le moteur, appelé d'ici même. Une épreuve qui finit tue tout processus que le moteur n'a pas lancé : ces tests n'en
//! lancent aucun par eux-mêmes, et ceux qui en ont besoin sont ailleurs (`programme`, `compagnon`).

mod attaques;
mod bac_a_sable;
// Les épreuves ne s'essaient que sous Unix, les attaques que sous Linux : ailleurs, tout ne sert pas.
#[cfg_attr(not(target_os = "linux"), allow(dead_code, unused_imports, unused_mut))]
mod commun;
mod corpus;
mod execution;
mod explications;
