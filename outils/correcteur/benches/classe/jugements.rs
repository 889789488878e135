//! Ce que le correcteur promet, et ce qu'il tient.

use std::time::Duration;

use super::correcteur::Mesure;
use super::nombre;

/// Les seuils. Les débits sont des multiples de celui de la boucle, sur deux cœurs et sans bubblewrap.
pub(crate) mod seuils {
    /// Toutes les copies sont différentes et complètes : rien ne se partage.
    pub(crate) const COPIES_DIFFERENTES: f64 = 2.0;
    /// Une classe à mi-parcours, notée pour la première fois.
    pub(crate) const MI_PARCOURS: f64 = 4.0;
    /// La même une semaine après, un exercice plus loin.
    pub(crate) const UNE_SEMAINE_APRES: f64 = 8.0;
    /// La mémoire du correcteur lui-même, en Mio, à la plus grande taille, est inférieure à celle-ci.
    pub(crate) const MEMOIRE: f64 = 200.0;
    /// La durée par copie, de la plus petite à la plus grande taille, ne varie pas de plus que cela.
    pub(crate) const CROISSANCE: f64 = 0.15;
}

/// Ce qu'un seuil donne.
pub(crate) struct Jugement {
    pub(crate) constat: String,
    pub(crate) tenu: bool,
}

impl std::fmt::Display for Jugement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mot = if self.tenu { "tenu  " } else { "ROMPU " };
        write!(f, "{mot} {}", self.constat)
    }
}

/// Croissance et mémoire, de la plus petite à la plus grande des classes.
pub(crate) fn juger_la_classe(mesures: &[Mesure]) -> Vec<Jugement> {
    let [premiere, .., derniere] = mesures else {
        return mesures.iter().filter_map(juger_la_memoire).collect();
    };
    let variation = derniere.par_copie() / premiere.par_copie() - 1.0;
    let signe = if variation < 0.0 { '−' } else { '+' };
    let croissance = Jugement {
        constat: format!(
            "croissance : {signe} {} % de durée par copie, de {} à {} copies (seuil : ± {} %)",
            nombre(variation.abs() * 100.0, 1),
            premiere.copies,
            derniere.copies,
            nombre(seuils::CROISSANCE * 100.0, 0)
        ),
        tenu: variation.abs() <= seuils::CROISSANCE,
    };
    std::iter::once(croissance)
        .chain(juger_la_memoire(derniere))
        .collect()
}

/// `None` là où la mémoire ne se mesure pas.
fn juger_la_memoire(mesure: &Mesure) -> Option<Jugement> {
    let memoire = mesure.memoire?;
    Some(Jugement {
        constat: format!(
            "mémoire    : {} Mio pour le correcteur lui-même, à {} copies (seuil : moins de {} Mio)",
            nombre(memoire, 0),
            mesure.copies,
            nombre(seuils::MEMOIRE, 0)
        ),
        tenu: memoire < seuils::MEMOIRE,
    })
}

/// Le débit du correcteur, rapporté à celui de la boucle sur les mêmes copies.
pub(crate) fn juger_le_debit(
    quoi: &str,
    correcteur: Duration,
    boucle: Duration,
    seuil: f64,
) -> Jugement {
    let fois = boucle.as_secs_f64() / correcteur.as_secs_f64();
    Jugement {
        constat: format!(
            "débit      : {quoi}, {} fois celui de la boucle (seuil : au moins {} fois)",
            nombre(fois, 2),
            nombre(seuil, 0)
        ),
        tenu: fois >= seuil,
    }
}
