//! Les corrections faites à la main : telle étape, telle note, telle raison. Elles ne touchent pas au verdict des tests,
//! qui reste à côté.

use crate::modele::rapport::Copie;
use crate::modele::resultat::CorrectionFaite;
use crate::socle::points::Points;

/// Une correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Nom de la copie.
    pub copie: String,
    /// Nom de l'exercice.
    pub exercice: String,
    /// Numéro de l'étape.
    pub etape: u32,
    /// Les points à lui donner.
    pub points: Points,
    /// Pourquoi.
    pub raison: String,
}

/// Fait sur cette copie celles des corrections qui la concernent, puis recompte.
pub fn corriger(copie: &mut Copie, corrections: &[Correction]) {
    let siennes = corrections.iter().filter(|c| c.copie == copie.nom);
    for correction in siennes {
        let resultats = copie.resultats.iter_mut();
        let mut etapes = resultats
            .filter(|resultat| resultat.exercice == correction.exercice)
            .flat_map(|resultat| &mut resultat.etapes);
        if let Some(etape) = etapes.find(|etape| etape.numero == correction.etape) {
            etape.correction = Some(CorrectionFaite {
                automatique: etape.points,
                raison: correction.raison.clone(),
            });
            etape.points = correction.points;
        }
    }
    copie.compter();
}
