//! Un dossier de trop autour d'une classe : le reconnaître, sans y prendre un élève pour une classe.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::contenu::Contenu;
use super::noms::{
    autour_de_l_exercice, est_cache, est_exclu, est_visible, exercice_nomme, participant,
    sans_suffixe, sans_suffixe_rust,
};
use crate::cours::Exercice;
use crate::notation::enonces::Enonces;
use crate::socle::archive::Genre;

/// Combien de dossiers mènent aux élèves d'une archive : un lot se compresse souvent avec le dossier qui le contient.
pub(super) fn dossier_commun(chemins: &[String], exercices: &[Exercice]) -> usize {
    let Some(commun) = chemins.first().map(|chemin| premier(chemin)) else {
        return 0;
    };
    let seul = chemins
        .iter()
        .all(|chemin| premier(chemin) == commun && chemin.contains('/'));
    let d_un_eleve = chemins.iter().any(|chemin| {
        let second = chemin.split('/').nth(1).unwrap_or_default();
        est_d_un_eleve(second, exercices)
    });
    usize::from(seul && !d_un_eleve && participant(commun).is_none())
}

fn premier(chemin: &str) -> &str {
    chemin.split('/').next().unwrap_or_default()
}

/// Un élève seul a dans son dossier des exercices, ou un `src` : ce n'est pas un lot. `exo29-alice.rs` est de quelqu'un.
fn est_d_un_eleve(nom: &str, exercices: &[Exercice]) -> bool {
    let racine = sans_suffixe(nom);
    let exercice = exercice_nomme(racine, exercices).is_some();
    nom == "src"
        || nom == "main.rs"
        || (exercice && autour_de_l_exercice(racine, exercices).is_none())
}

/// Le lot qui est dans ce dossier, s'il n'y a que lui : un dossier sans aucune réponse à lui, dont plusieurs dossiers ou
/// archives en ont.
pub(super) fn lot_emballe(dossier: &Path, exercices: &[Exercice]) -> Option<PathBuf> {
    let visibles = visibles(dossier).ok()?;
    let [(nom, dedans)] = visibles.as_slice() else {
        return None;
    };
    if !dedans.is_dir() || est_exclu(nom) || participant(nom).is_some() {
        return None;
    }
    let entrees = self::visibles(dedans).ok()?;
    let reponse = |(nom, chemin): &(String, PathBuf)| {
        let rust = sans_suffixe_rust(nom).is_some() && !chemin.is_dir();
        let signe = autour_de_l_exercice(sans_suffixe(nom), exercices).is_some();
        est_d_un_eleve(nom, exercices) || (rust && !signe)
    };
    let copie = |(nom, chemin): &&(String, PathBuf)| match chemin.is_dir() {
        true => !est_exclu(nom) && contient_du_rust(chemin),
        false => Genre::de(nom).is_some() || sans_suffixe_rust(nom).is_some(),
    };
    let plusieurs = entrees.iter().filter(copie).count() > 1;
    (plusieurs && !entrees.iter().any(reponse)).then(|| dedans.clone())
}

/// Ce que ce dossier contient, cachés exceptés.
fn visibles(dossier: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let entrees = std::fs::read_dir(dossier)?.collect::<io::Result<Vec<_>>>()?;
    let nommees = entrees.iter().map(|entree| {
        (
            entree.file_name().to_string_lossy().into_owned(),
            entree.path(),
        )
    });
    Ok(nommees.filter(|(nom, _)| !est_cache(nom)).collect())
}

/// Il y a là un fichier Rust, ou une archive, qui peut être une réponse.
fn contient_du_rust(dossier: &Path) -> bool {
    const PROFONDEUR: usize = 6;
    let parcours = walkdir::WalkDir::new(dossier).max_depth(PROFONDEUR);
    let fichiers = parcours
        .into_iter()
        .flatten()
        .filter(|e| e.file_type().is_file());
    fichiers.into_iter().any(|fichier| {
        let relatif = fichier
            .path()
            .strip_prefix(dossier)
            .unwrap_or(fichier.path());
        let nom = fichier.file_name().to_string_lossy();
        (sans_suffixe_rust(&nom).is_some() || Genre::de(&nom).is_some())
            && est_visible(&relatif.to_string_lossy().replace('\\', "/"))
    })
}

/// Ce que cette copie contient est réparti dans des dossiers dont aucun n'est celui d'un exercice.
pub(super) fn est_peut_etre_un_lot(contenu: &Contenu, enonces: &Enonces) -> bool {
    let chemins = contenu
        .fichiers
        .iter()
        .map(|fichier| fichier.chemin.as_str());
    let ranges = chemins.filter(|chemin| chemin.contains('/'));
    let premiers: BTreeSet<_> = ranges.map(premier).collect();
    premiers.len() > 1
        && !premiers
            .into_iter()
            .any(|nom| est_d_un_eleve(nom, enonces.exercices()))
}
