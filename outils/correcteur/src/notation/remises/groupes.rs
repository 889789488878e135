//! Les rendus d'un seul élève, un par exercice : `exo29-alice.zip` et `alice_exo30/` sont d'`alice`.

use std::collections::{BTreeMap, BTreeSet};

use super::noms::{autour_de_l_exercice, exercice_nomme, participant, sans_suffixe};
use crate::cours::Exercice;
use crate::socle::texte::compose;

/// L'élève de chaque entrée d'un lot qui n'est qu'un de ses rendus. Deux rendus du même exercice ne se réunissent pas :
/// rien ne dirait lequel noter, ni qu'ils sont du même.
pub(super) fn reunir<'n>(
    noms: impl Iterator<Item = &'n str>,
    exercices: &[Exercice],
) -> BTreeMap<String, String> {
    let mut par_eleve: BTreeMap<String, Vec<(&str, &str)>> = BTreeMap::new();
    for nom in noms.filter(|nom| participant(nom).is_none()) {
        let racine = sans_suffixe(nom);
        let exercice = exercice_nomme(racine, exercices);
        let eleve = autour_de_l_exercice(racine, exercices);
        if let (Some(exercice), Some(eleve)) = (exercice, eleve) {
            let rendus = par_eleve.entry(compose(&eleve)).or_default();
            rendus.push((nom, &exercice.nom));
        }
    }
    let reunis = par_eleve.into_iter().filter(|(_, rendus)| {
        let exercices: BTreeSet<_> = rendus.iter().map(|(_, exercice)| exercice).collect();
        rendus.len() > 1 && exercices.len() == rendus.len()
    });
    reunis
        .flat_map(|(eleve, rendus)| {
            let noms = rendus.into_iter().map(|(nom, _)| nom.to_owned());
            noms.map(move |nom| (nom, eleve.clone()))
        })
        .collect()
}
