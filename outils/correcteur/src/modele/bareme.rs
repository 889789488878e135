//! Ce que valent les étapes quand ce ne sont pas les points du cours.

use std::collections::BTreeMap;

use crate::modele::rapport::Rapport;
use crate::socle::points::Points;

/// Ce qu'une étape vaut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Valeur {
    /// Points, quand elle est acquise.
    pub points: Points,
    /// Ils s'ajoutent sans compter dans le total.
    pub bonus: bool,
}

/// Ce que valent les étapes des exercices nommés ; les autres gardent les points du cours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bareme(pub BTreeMap<String, Vec<Valeur>>);

impl Bareme {
    /// Fait valoir aux étapes de ces copies ce que dit le barème. Une correction déjà faite est perdue : elles viennent
    /// après.
    pub fn appliquer(&self, rapport: &mut Rapport) {
        for fiche in &mut rapport.exercices {
            if let Some(valeurs) = self.0.get(&fiche.nom) {
                let comptees = valeurs.iter().filter(|valeur| !valeur.bonus);
                fiche.points = comptees.map(|valeur| valeur.points).sum();
            }
        }
        for copie in &mut rapport.copies {
            for resultat in &mut copie.resultats {
                if let Some(valeurs) = self.0.get(&resultat.exercice) {
                    for (etape, valeur) in resultat.etapes.iter_mut().zip(valeurs) {
                        etape.valoir(valeur.points, valeur.bonus);
                    }
                }
            }
            copie.compter();
        }
    }
}
