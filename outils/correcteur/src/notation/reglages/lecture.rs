//! Lire un fichier TOML de l'enseignant, avec des erreurs qui disent à quelle ligne.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, anyhow};
use serde::de::DeserializeOwned;
use toml::{Spanned, Value};

use crate::socle::points::Points;

/// Un fichier lu, et de quoi en parler.
pub(super) struct Fichier {
    /// Comme « le barème « bareme.toml » ».
    nom: String,
    texte: String,
}

impl Fichier {
    pub(super) fn ouvrir(nature: &str, chemin: &Path) -> anyhow::Result<Self> {
        let nom = format!("{nature} « {} »", chemin.display());
        let texte = std::fs::read_to_string(chemin).with_context(|| nom.clone())?;
        Ok(Fichier { nom, texte })
    }

    /// Son contenu, de cette forme ; sinon, la ligne en cause et ce qu'il y faut.
    pub(super) fn lire<T: DeserializeOwned>(&self, ce_qu_il_faut: &str) -> anyhow::Result<T> {
        toml::from_str(&self.texte).map_err(|erreur| {
            let place = erreur.span().unwrap_or_default();
            anyhow!("{} : {ce_qu_il_faut}", self.endroit(&place))
        })
    }

    /// Le fichier, et la ligne de cet endroit.
    pub(super) fn endroit(&self, place: &Range<usize>) -> String {
        let octet = place.start.min(self.texte.len());
        let avant = &self.texte.as_bytes()[..octet];
        let ligne = avant.iter().filter(|c| **c == b'\n').count() + 1;
        format!("{}, ligne {ligne}", self.nom)
    }
}

/// Les entrées d'une table, chacune avec sa place.
pub(super) type Entrees = BTreeMap<String, Spanned<Value>>;

/// Points qu'un barème peut donner à une étape ou à un exercice.
const POINTS_MAX: u32 = 10_000;

/// Ces points, s'ils sont possibles ; sinon, ce qui ne va pas.
pub(super) fn points(valeur: &Value) -> anyhow::Result<Points> {
    let brut = match valeur {
        Value::Integer(entier) => *entier as f64,
        Value::Float(decimal) => *decimal,
        _ => return Err(anyhow!("il faut un nombre de points, comme 5 ou 2.5")),
    };
    if brut < 0.0 {
        return Err(anyhow!(
            "{brut} points : un nombre de points n'est pas négatif"
        ));
    }
    if brut > f64::from(POINTS_MAX) {
        return Err(anyhow!("{brut} points, c'est plus de {POINTS_MAX}"));
    }
    Points::exacts(brut).with_context(|| format!("{brut} points : deux décimales au plus"))
}
