//! Rendre uniques les noms des copies, sans qu'un nom dépende de ce qu'il y a d'autre dans le lot.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Remise;
use crate::socle::texte::compose;

/// Rend les noms uniques : deux « tokio » deviennent « groupe1/tokio » et « groupe2/tokio ». Deux noms qui s'écrivent de la
/// même façon, au même endroit (accents composés ou non, octets illisibles), sont numérotés.
pub(super) fn distinguer(remises: &mut [Remise]) {
    let suffixes = numerer(remises);
    for (remise, suffixe) in remises.iter_mut().zip(&suffixes) {
        remise.nom += suffixe;
    }
    for indice in doubles(remises.iter().map(|remise| remise.nom.clone())) {
        let voisine = |autre: &Remise| {
            let (un, deux) = (&remises[indice].chemin, &autre.chemin);
            un != deux && un.parent() == deux.parent() && remises[indice].nom == autre.nom
        };
        remises[indice].homonyme |= remises.iter().any(voisine);
    }
    for parents in 1.. {
        let doubles = doubles(remises.iter().map(|remise| remise.nom.clone()));
        if doubles.is_empty() {
            return;
        }
        for indice in doubles {
            let entier = entier(&remises[indice].chemin);
            let parties: Vec<_> = entier.split('/').collect();
            let debut = parties.len().saturating_sub(1 + parents);
            remises[indice].nom = parties[debut..].join("/") + &suffixes[indice];
        }
    }
}

/// De quoi numéroter les copies dont tout le chemin s'écrit de même ; elles sont homonymes.
fn numerer(remises: &mut [Remise]) -> Vec<String> {
    let mut suffixes = vec![String::new(); remises.len()];
    let mut rangs: BTreeMap<String, Vec<(PathBuf, usize)>> = BTreeMap::new();
    for indice in doubles(remises.iter().map(|remise| entier(&remise.chemin))) {
        let chemin = &remises[indice].chemin;
        let pareilles = rangs.entry(entier(chemin)).or_default();
        pareilles.push((chemin.clone(), indice));
    }
    for mut pareilles in rangs.into_values() {
        pareilles.sort();
        for (rang, (_, indice)) in pareilles.into_iter().enumerate() {
            suffixes[indice] = format!(" (homonyme {})", rang + 1);
            remises[indice].homonyme = true;
        }
    }
    suffixes
}

/// Le chemin entier d'une copie, tel qu'il s'écrit.
fn entier(chemin: &Path) -> String {
    let absolu = std::path::absolute(chemin).unwrap_or_else(|_| chemin.to_owned());
    let parties = absolu
        .iter()
        .map(|partie| compose(&partie.to_string_lossy()));
    parties.collect::<Vec<_>>().join("/")
}

/// Les rangs des noms qu'un autre répète.
fn doubles(noms: impl Iterator<Item = String>) -> Vec<usize> {
    let mut par_nom: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (indice, nom) in noms.enumerate() {
        par_nom.entry(nom).or_default().push(indice);
    }
    let doubles = par_nom.into_values().filter(|indices| indices.len() > 1);
    doubles.flatten().collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::notation::remises::remise;

    fn distingues(chemins: &[&str]) -> Vec<(String, bool)> {
        let remises = chemins.iter().map(|chemin| {
            let mut remise = remise(chemin.into(), None, &Arc::default());
            remise.nom = compose(&remise.nom);
            remise
        });
        let mut remises: Vec<_> = remises.collect();
        distinguer(&mut remises);
        let paires = remises
            .into_iter()
            .map(|remise| (remise.nom, remise.homonyme));
        paires.collect()
    }

    #[test]
    fn les_noms_en_double_se_distinguent() {
        let vus = distingues(&["/a/x/tokio", "/a/y/tokio", "/b/y/tokio", "/b/seul"]);
        let noms = ["x/tokio", "a/y/tokio", "b/y/tokio", "seul"];
        assert_eq!(vus, noms.map(|nom| (nom.to_owned(), false)));
    }

    #[test]
    fn deux_noms_qui_s_ecrivent_pareil_sont_numerotes() {
        let (compose, decompose) = ("/l/R\u{e9}mi", "/l/Re\u{301}mi");
        let autre = "/m/R\u{e9}mi";
        let vus = distingues(&[autre, compose, decompose]);
        let attendus = [
            ("Rémi", false),
            ("Rémi (homonyme 2)", true),
            ("Rémi (homonyme 1)", true),
        ];
        assert_eq!(
            vus,
            attendus.map(|(nom, homonyme)| (nom.to_owned(), homonyme))
        );
    }
}
