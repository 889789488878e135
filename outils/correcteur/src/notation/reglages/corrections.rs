//! Le fichier `--corrections` : des notes décidées par l'enseignant, qu'une nouvelle notation n'efface pas.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, ensure};
use serde::Deserialize;
use toml::{Spanned, Value};

use super::lecture::{Fichier, points};
use crate::cours::{Cours, Exercice};
use crate::modele::bareme::Bareme;
use crate::modele::corrections::Correction;
use crate::socle::points::Points;

/// Ce qu'il faut écrire.
const FORME: &str = "il y faut des parties « [[correction]] », chacune avec copie, exercice, etape, points et raison";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lues {
    #[serde(default)]
    correction: Vec<Spanned<Lue>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lue {
    copie: String,
    exercice: Value,
    etape: u32,
    points: Value,
    raison: String,
}

/// Lit les corrections.
///
/// # Errors
/// Le fichier ne se lit pas, nomme un exercice ou une étape qui n'existe pas, donne plus que l'étape ne vaut, ou corrige
/// deux fois la même.
pub(super) fn lire(
    cours: &Cours,
    bareme: &Bareme,
    chemin: &Path,
) -> anyhow::Result<Vec<Correction>> {
    let fichier = Fichier::ouvrir("les corrections", chemin)?;
    let lues: Lues = fichier.lire(FORME)?;
    let mut deja = BTreeSet::new();
    let mut corrections = Vec::new();
    for lue in &lues.correction {
        let ici = || fichier.endroit(&lue.span());
        let correction = verifier(cours, bareme, lue.get_ref()).with_context(ici)?;
        let cle = (
            correction.copie.clone(),
            correction.exercice.clone(),
            correction.etape,
        );
        ensure!(
            deja.insert(cle),
            "{} : l'étape {} de {} est corrigée deux fois pour « {} »",
            ici(),
            correction.etape,
            correction.exercice,
            correction.copie
        );
        corrections.push(correction);
    }
    Ok(corrections)
}

fn verifier(cours: &Cours, bareme: &Bareme, lue: &Lue) -> anyhow::Result<Correction> {
    let designation = match &lue.exercice {
        Value::String(texte) => texte.clone(),
        autre => autre.to_string(),
    };
    let exercice = cours.exercice(&designation)?;
    let (nom, nombre) = (&exercice.nom, exercice.etapes.len());
    let valeur = valeur(exercice, bareme, lue.etape)
        .with_context(|| format!("{nom} n'a pas d'étape {} : il y en a {nombre}", lue.etape))?;
    let points = points(&lue.points)?;
    ensure!(
        points <= valeur,
        "{points} points pour l'étape {} de {nom}, qui en vaut {valeur} : change le barème, ou la correction",
        lue.etape
    );
    ensure!(
        !lue.raison.trim().is_empty(),
        "écris la raison : l'élève la lira"
    );
    Ok(Correction {
        copie: lue.copie.clone(),
        exercice: nom.clone(),
        etape: lue.etape,
        points,
        raison: lue.raison.trim().to_owned(),
    })
}

/// Ce que vaut cette étape, si elle existe.
fn valeur(exercice: &Exercice, bareme: &Bareme, etape: u32) -> Option<Points> {
    let rang = usize::try_from(etape.checked_sub(1)?).ok()?;
    match bareme.0.get(&exercice.nom) {
        Some(valeurs) => valeurs.get(rang).map(|valeur| valeur.points),
        None => {
            let valeurs = Points::entiers(exercice.points).parts(exercice.etapes.len());
            valeurs.get(rang).copied()
        }
    }
}
