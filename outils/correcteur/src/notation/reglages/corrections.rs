//! Le fichier `--corrections` : des notes décidées par l'enseignant, qu'une nouvelle notation n'efface pas.

use std::collections::BTreeSet;
use std::path::Path;

use super::lecture::{Fichier, Partie, ressemble_a};
use crate::cours::{Cours, Exercice};
use crate::modele::bareme::Bareme;
use crate::modele::corrections::Correction;
use crate::socle::points::Points;
use crate::socle::texte::compose;

/// Ce qu'il faut écrire.
const FORME: &str = "il y faut des parties « [[correction]] », chacune avec copie, exercice, etape, points et raison";

/// Les clefs d'une correction ; toutes y sont.
const CLEFS: [&str; 5] = ["copie", "exercice", "etape", "points", "raison"];

/// Des corrections lues.
pub(super) struct Lues {
    pub(super) corrections: Vec<Correction>,
    /// Celles qui nomment quelqu'un d'autre que les copies : où, et qui lui ressemble.
    pub(super) inconnues: Vec<String>,
}

/// Lit les corrections. `copies` sont les noms des copies.
///
/// # Errors
/// Le fichier ne se lit pas, nomme un exercice ou une étape qui n'existe pas, donne plus que l'étape ne vaut, ou corrige
/// deux fois la même.
pub(super) fn lire(
    cours: &Cours,
    bareme: &Bareme,
    copies: &[&str],
    chemin: &Path,
) -> anyhow::Result<Lues> {
    let fichier = Fichier::ouvrir("les corrections", chemin)?;
    let entrees = fichier.lire(FORME)?;
    let entier = Partie::entiere(&fichier, &entrees);
    entier.n_admettre_que(&["correction"])?;
    let parties = match entier.valeur("correction") {
        None => Vec::new(),
        Some(valeur) => valeur.parties().ok_or_else(|| valeur.faute(FORME))?,
    };
    let mut deja = BTreeSet::new();
    let mut lues = Lues {
        corrections: Vec::new(),
        inconnues: Vec::new(),
    };
    for partie in &parties {
        let correction = verifier(cours, bareme, partie)?;
        let cle = (
            correction.copie.clone(),
            correction.exercice.clone(),
            correction.etape,
        );
        if !deja.insert(cle) {
            return Err(partie.faute(format!(
                "l'étape {} de {} est corrigée deux fois pour « {} »",
                correction.etape, correction.exercice, correction.copie
            )));
        }
        if !copies.contains(&correction.copie.as_str()) {
            let proche = ressemble_a(&correction.copie, copies);
            let faute = partie.exiger("copie")?.faute(format!(
                "« {} » n'est pas parmi les copies{proche}",
                correction.copie
            ));
            lues.inconnues.push(faute.to_string());
        }
        lues.corrections.push(correction);
    }
    Ok(lues)
}

fn verifier(cours: &Cours, bareme: &Bareme, partie: &Partie<'_>) -> anyhow::Result<Correction> {
    partie.n_admettre_que(&CLEFS)?;
    let [copie, exercice_ecrit, etape, points, raison] = CLEFS.map(|clef| partie.exiger(clef));
    let (copie, exercice_ecrit, etape) = (copie?, exercice_ecrit?, etape?);
    let (points_ecrits, raison) = (points?, raison?);
    let designation = match exercice_ecrit.entier() {
        Some(numero) => numero.to_string(),
        None => exercice_ecrit.texte()?.to_owned(),
    };
    let exercice = cours.exercice(&designation).map_err(|erreur| {
        let noms = cours.exercices.iter().map(|exercice| exercice.nom.as_str());
        let proche = ressemble_a(&designation, &noms.collect::<Vec<_>>());
        exercice_ecrit.faute(format!("{erreur}{proche}"))
    })?;
    let (nom, nombre) = (&exercice.nom, exercice.etapes.len());
    let numero = etape.entier().and_then(|numero| u32::try_from(numero).ok());
    let numero_et_valeur = numero.and_then(|n| Some((n, valeur(exercice, bareme, n)?)));
    let (numero, valeur) = numero_et_valeur.ok_or_else(|| {
        etape.faute(format!(
            "{nom} a des étapes de 1 à {nombre}, et rien d'autre"
        ))
    })?;
    let points = points_ecrits.points()?;
    if points > valeur {
        return Err(points_ecrits.faute(format!(
            "l'étape {numero} de {nom} en vaut {valeur} : change le barème, ou la correction"
        )));
    }
    let ecrite = raison.texte()?.trim();
    if ecrite.is_empty() {
        return Err(raison.faute("écris la raison : l'élève la lira"));
    }
    Ok(Correction {
        copie: compose(copie.texte()?),
        exercice: nom.clone(),
        etape: numero,
        points,
        raison: ecrite.to_owned(),
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
