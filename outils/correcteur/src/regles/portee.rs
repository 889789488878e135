//! Ce que les noms d'un fichier veulent dire, une fois suivis ses `use`.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};

use super::catalogue::Motif::Macro;
use super::motifs::{chemins_des_regles, motifs};
use super::releve::{Chemin, Emploi, Releve, Segment};

/// Sens de chemins essayés, au plus, avant de renoncer à lire un fichier : une réponse du corpus en demande quelques
/// centaines, et un fichier hostile en ferait des millions, pendant des minutes.
const SENS_MAX: usize = 200_000;

/// Tours, au plus, pour suivre les `use` qui s'appuient les uns sur les autres.
const TOURS_MAX: usize = 32;

/// Ce que les `use` du fichier font entendre, toutes portées confondues : un nom peut vouloir dire tout ce
/// qu'il veut dire quelque part.
pub(super) struct Portee {
    /// Chemins qu'un nom désigne.
    alias: HashMap<String, BTreeSet<Vec<Segment>>>,
    /// Modules importés avec `*`.
    etoiles: BTreeSet<Vec<Segment>>,
    /// Sens essayés jusqu'ici.
    sens: Cell<usize>,
}

impl Portee {
    /// `None` si les `use` forment une chaîne sans fin raisonnable.
    pub(super) fn de(releve: &Releve) -> Option<Self> {
        let utiles = chemins_utiles();
        let mut portee = Portee {
            alias: HashMap::new(),
            etoiles: BTreeSet::new(),
            sens: Cell::new(0),
        };
        for _ in 0..TOURS_MAX {
            let mut change = false;
            for chemin in &releve.chemins {
                if !matches!(chemin.emploi, Emploi::Importe(_) | Emploi::Etoile) {
                    continue;
                }
                for candidat in portee.candidats(&chemin.segments) {
                    if utiles.contains(&candidat) {
                        change |= portee.apprendre(&chemin.emploi, candidat);
                    }
                }
            }
            if !change {
                return Some(portee);
            }
            if portee.est_epuisee() {
                return None;
            }
        }
        None
    }

    fn apprendre(&mut self, emploi: &Emploi, chemin: Vec<Segment>) -> bool {
        match emploi {
            Emploi::Importe(nom) => self.alias.entry(nom.clone()).or_default().insert(chemin),
            Emploi::Etoile => self.etoiles.insert(chemin),
            _ => false,
        }
    }

    /// Trop de sens ont été essayés : ceux qui suivent ne l'ont pas été.
    pub(super) fn est_epuisee(&self) -> bool {
        self.sens.get() > SENS_MAX
    }

    /// Les chemins, depuis `std`, `tokio` ou `banc`, que ces segments peuvent désigner.
    pub(super) fn candidats(&self, segments: &[Segment]) -> Vec<Vec<Segment>> {
        let mut candidats = Vec::new();
        if self.est_epuisee() {
            return candidats;
        }
        for (i, segment) in segments.iter().enumerate() {
            let reste = &segments[i..];
            candidats.extend(racine(reste));
            for etoile in &self.etoiles {
                candidats.push([etoile, reste].concat());
            }
            let Segment::Nom(nom) = segment else { continue };
            for cible in self.alias.get(nom).into_iter().flatten() {
                candidats.push([cible, &reste[1..]].concat());
            }
        }
        self.sens.set(self.sens.get() + candidats.len());
        candidats
    }

    pub(super) fn par_les_etoiles(&self, mot: &str) -> impl Iterator<Item = Vec<Segment>> {
        let mot = Segment::Nom(mot.to_owned());
        self.etoiles
            .iter()
            .map(move |etoile| [etoile.as_slice(), std::slice::from_ref(&mot)].concat())
    }

    /// Les noms que ce chemin, appelé comme macro, peut avoir.
    pub(super) fn noms_possibles(&self, chemin: &Chemin) -> BTreeSet<String> {
        let mut noms = BTreeSet::new();
        if chemin.emploi == Emploi::Macro {
            let candidats = self.candidats(&chemin.segments);
            let chemins = candidats.iter().chain([&chemin.segments]);
            noms.extend(chemins.filter_map(|segments| match segments.last() {
                Some(Segment::Nom(nom)) => Some(nom.clone()),
                _ => None,
            }));
        }
        noms
    }

    /// Ce chemin désigne `std::…::nom`.
    pub(super) fn mene_a_std(&self, segments: &[Segment], nom: &str) -> bool {
        let finit = |segments: &[Segment]| segments.last() == Some(&Segment::Nom(nom.to_owned()));
        finit(segments)
            && self.candidats(segments).iter().any(|candidat| {
                candidat.len() > 1 && candidat.first() == Some(&Segment::Nom("std".into()))
            })
    }
}

/// Ces segments, s'ils partent d'une bibliothèque que les règles connaissent ; `core::prelude::v1::x` est
/// `std::x`.
pub(super) fn racine(segments: &[Segment]) -> Option<Vec<Segment>> {
    let nom = |nom: &str| Segment::Nom(nom.to_owned());
    let mut chemin = segments.to_vec();
    match chemin.first()? {
        Segment::Nom(premier) if ["core", "alloc"].contains(&premier.as_str()) => {
            chemin[0] = nom("std");
        }
        Segment::Nom(premier) if ["std", "tokio", "banc"].contains(&premier.as_str()) => {}
        // Seul, ou devant des noms eux-mêmes inconnus, ce serait n'importe quel chemin.
        Segment::Inconnu if segments.len() > 1 => {}
        _ => return None,
    }
    if chemin.len() > 3 && chemin[1] == nom("prelude") {
        chemin.drain(1..3);
    }
    Some(chemin)
}

/// Les débuts des chemins que les règles citent, et les macros qui ont aussi un chemin : ce qu'il faut
/// suivre d'un `use` à l'autre.
fn chemins_utiles() -> BTreeSet<Vec<Segment>> {
    let mut utiles = BTreeSet::new();
    let en_segments = |noms: &[&str]| -> Vec<Segment> {
        let segments = noms.iter().map(|nom| Segment::Nom((*nom).to_owned()));
        segments.collect()
    };
    for (_, _, noms) in chemins_des_regles() {
        for longueur in 1..=noms.len() {
            utiles.insert(en_segments(&noms[..longueur]));
        }
    }
    for (_, motif) in motifs() {
        if let Macro(nom) = motif {
            utiles.insert(en_segments(&["std", nom]));
        }
    }
    utiles
}
