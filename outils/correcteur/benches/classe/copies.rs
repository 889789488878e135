//! Ce que les élèves rendent : des réponses du corpus, toujours les mêmes.

use std::path::Path;

use anyhow::{Context, bail, ensure};
use correcteur::corpus::{Attente, Corpus};
use correcteur::cours::{Cours, Exercice};
use correcteur::modele::resultat::{Empechement, EtatEtape, Resultat};

use super::melange::{self, PERIODE, Sorte};

/// Une réponse qu'un élève rend, et ce qui doit lui arriver.
#[derive(Clone)]
pub(crate) struct Rendue {
    pub(crate) texte: String,
    pub(crate) attendue: Attendue,
}

/// Ce qui doit arriver à une réponse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attendue {
    ToutAcquis,
    EchecDe(u32),
    RienDAcquis,
    NeCompilePas,
}

/// Ce que rend un élève : une réponse par exercice du cours.
pub(crate) type Copie = Vec<Rendue>;

/// Des copies à noter, moins quelques réponses qui n'ont pas été rendues.
pub(crate) struct Lot {
    pub(crate) copies: Vec<Copie>,
    /// Élève, exercice.
    pub(crate) sans: Vec<(usize, usize)>,
}

impl Lot {
    pub(crate) fn entier(copies: Vec<Copie>) -> Self {
        Lot {
            copies,
            sans: Vec::new(),
        }
    }
}

/// Le nom d'un élève, et de son dossier.
pub(crate) fn nom(eleve: usize) -> String {
    format!("eleve-{:03}", eleve + 1)
}

/// Tout ce qu'on peut rendre à un exercice, par sorte.
pub(crate) struct Reponses {
    pub(crate) justes: Vec<Rendue>,
    pub(crate) fausses: Vec<Rendue>,
    pub(crate) refusees: Vec<Rendue>,
    pub(crate) enonce: Vec<Rendue>,
}

impl Reponses {
    /// Celles de chaque exercice du cours.
    pub(crate) fn du_cours(cours: &Cours) -> anyhow::Result<Vec<Self>> {
        let exercices = cours.exercices.iter();
        exercices
            .map(|exercice| Self::lire(cours, exercice))
            .collect()
    }

    fn lire(cours: &Cours, exercice: &Exercice) -> anyhow::Result<Self> {
        let lire = |chemin: &Path, attendue| -> anyhow::Result<Rendue> {
            let texte = std::fs::read_to_string(chemin)
                .with_context(|| format!("« {} » ne se lit pas", chemin.display()))?;
            Ok(Rendue { texte, attendue })
        };
        let corpus = Corpus::lire_sans_anomalie(cours, exercice)?;
        let mut reponses = Reponses {
            justes: vec![lire(&cours.solution(exercice), Attendue::ToutAcquis)?],
            fausses: Vec::new(),
            refusees: Vec::new(),
            enonce: vec![lire(&exercice.enonce(), Attendue::RienDAcquis)?],
        };
        for reponse in corpus.justes.into_iter().chain(corpus.fausses) {
            let (sorte, attendue) = match reponse.attente {
                Attente::Juste => (&mut reponses.justes, Attendue::ToutAcquis),
                Attente::Fausse { etape, .. } => (&mut reponses.fausses, Attendue::EchecDe(etape)),
                Attente::Refusee { .. } => (&mut reponses.refusees, Attendue::NeCompilePas),
            };
            let texte = reponse.texte;
            sorte.push(Rendue { texte, attendue });
        }
        for (sorte, nom) in [
            (&reponses.fausses, "fausse"),
            (&reponses.refusees, "refusée"),
        ] {
            ensure!(
                !sorte.is_empty(),
                "{} : le corpus n'a aucune réponse {nom}",
                exercice.nom
            );
        }
        Ok(reponses)
    }

    pub(crate) fn de_sorte(&self, sorte: Sorte) -> &[Rendue] {
        match sorte {
            Sorte::Juste => &self.justes,
            Sorte::Fausse => &self.fausses,
            Sorte::Enonce => &self.enonce,
            Sorte::Refusee => &self.refusees,
        }
    }
}

/// La classe où tout est rendu et où aucune réponse n'est celle d'un autre, sauf l'énoncé tel quel.
pub(crate) fn classe_complete(reponses: &[Reponses], eleves: usize) -> Vec<Copie> {
    let rendue = |eleve: usize, exercice: usize| {
        let choix = reponses[exercice].de_sorte(melange::sorte(eleve, exercice));
        // D'un élève au suivant, on avance d'un dixième du corpus.
        let place = eleve % PERIODE;
        let rendue = &choix[(place * choix.len() / PERIODE + exercice) % choix.len()];
        match rendue.attendue {
            Attendue::RienDAcquis => rendue.clone(),
            _ => rendue.a_soi(eleve),
        }
    };
    let copie = |eleve| {
        (0..reponses.len())
            .map(|exercice| rendue(eleve, exercice))
            .collect()
    };
    (0..eleves).map(copie).collect()
}

impl Rendue {
    /// La même, dont le texte n'est celui d'aucun autre élève.
    pub(crate) fn a_soi(&self, eleve: usize) -> Self {
        Rendue {
            texte: format!("{}\n// {}\n", self.texte.trim_end(), nom(eleve)),
            attendue: self.attendue,
        }
    }

    /// Vérifie que ce résultat est celui qu'elle mérite.
    pub(crate) fn verifier(&self, resultat: &Resultat) -> anyhow::Result<()> {
        let en_echec: Vec<u32> = resultat
            .etapes
            .iter()
            .filter(|etape| etape.etat != EtatEtape::Acquise)
            .map(|etape| etape.numero)
            .collect();
        let comme_declare = match self.attendue {
            Attendue::ToutAcquis => resultat.points == resultat.points_max,
            Attendue::EchecDe(etape) => resultat.empechement.is_none() && en_echec == [etape],
            Attendue::RienDAcquis => {
                resultat.empechement.is_none() && en_echec.len() == resultat.etapes.len()
            }
            Attendue::NeCompilePas => {
                matches!(resultat.empechement, Some(Empechement::NeCompilePas { .. }))
            }
        };
        if comme_declare {
            return Ok(());
        }
        bail!(
            "{:?} était attendu ; étapes non acquises : {en_echec:?} ; empêchement : {}",
            self.attendue,
            resultat
                .empechement
                .as_ref()
                .map_or("aucun".into(), ToString::to_string)
        )
    }
}
