//! La matrice des refus : quels tests refusent quelle réponse fausse, et lesquels ne servent à rien.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{AttenteDuCas, Bilan, Cas};
use crate::corpus::Attente;
use crate::cours::Exercice;
use crate::modele::resultat::Resultat;

/// Une ligne de la matrice : quels tests refusent une réponse fausse.
#[derive(Debug)]
pub struct Refus {
    /// Nom de l'exercice.
    pub exercice: String,
    /// Étape fausse ; `None` si la réponse ne compile pas.
    pub etape: Option<u32>,
    /// La faute.
    pub faute: String,
    /// Ce qui la refuse : des noms de tests, ou un code du compilateur.
    pub par: Vec<String>,
}

/// La ligne de matrice d'une réponse fausse.
pub(super) fn refus(cas: &Cas<'_>, resultat: &Resultat) -> Option<Refus> {
    let AttenteDuCas::Corpus(attente) = &cas.attente else {
        return None;
    };
    let (faute, etape, par) = match attente {
        Attente::Juste => return None,
        Attente::Fausse { faute, etape, .. } => {
            let par = resultat
                .echecs(*etape)
                .map(|test| test.nom.clone())
                .collect();
            (faute, Some(*etape), par)
        }
        Attente::Refusee { faute, code, .. } => (faute, None, vec![code.clone()]),
    };
    Some(Refus {
        exercice: cas.exercice.nom.clone(),
        etape,
        faute: faute.clone(),
        par,
    })
}

/// Les tests qui ne refusent aucune réponse fausse, et ceux qu'aucune ne cite comme sa raison d'être.
pub(super) fn oisifs(cas: &[Cas<'_>], matrice: &[Refus]) -> Vec<String> {
    let exercices: BTreeMap<&str, &Exercice> = cas
        .iter()
        .map(|cas| (cas.exercice.nom.as_str(), cas.exercice))
        .collect();
    let cites: Vec<(&str, &str)> = cas
        .iter()
        .filter_map(|cas| match &cas.attente {
            AttenteDuCas::Corpus(Attente::Fausse { tests, .. }) => Some((cas.exercice, tests)),
            _ => None,
        })
        .flat_map(|(exercice, tests)| {
            tests
                .iter()
                .map(|test| (exercice.nom.as_str(), test.as_str()))
        })
        .collect();
    let mut oisifs = Vec::new();
    for (nom, exercice) in exercices {
        for (_, test) in exercice.tests() {
            let refuse = matrice
                .iter()
                .any(|refus| refus.exercice == nom && refus.par.iter().any(|par| par == test));
            if !refuse {
                oisifs.push(format!("{nom} · {test} ne refuse que l'énoncé"));
            } else if !cites.contains(&(nom, test)) {
                oisifs.push(format!(
                    "{nom} · {test} n'est cité par aucune réponse fausse (« // test : {test} »)"
                ));
            }
        }
    }
    oisifs
}

impl Bilan {
    /// La matrice, par étape : chaque faute et les tests qui la refusent, désignés par une lettre.
    pub fn tableau(&self, exercices: &[&Exercice]) -> String {
        let mut texte = String::new();
        for exercice in exercices {
            for etape in &exercice.etapes {
                let _ = writeln!(
                    texte,
                    "\n{} · étape {} : {}",
                    exercice.nom, etape.numero, etape.titre
                );
                let lettres: Vec<(String, &String)> = (0..).map(lettre).zip(&etape.tests).collect();
                let lignes: Vec<&Refus> = self
                    .matrice
                    .iter()
                    .filter(|refus| {
                        refus.exercice == exercice.nom && refus.etape == Some(etape.numero)
                    })
                    .collect();
                for (lettre, test) in &lettres {
                    let refusees = lignes
                        .iter()
                        .filter(|refus| refus.par.contains(test))
                        .count();
                    let _ = writeln!(texte, "  {lettre} {refusees:>3}  {test}");
                }
                for refus in lignes {
                    let par: Vec<&str> = lettres
                        .iter()
                        .map(|(lettre, test)| {
                            if refus.par.contains(test) {
                                lettre.as_str()
                            } else {
                                "·"
                            }
                        })
                        .collect();
                    let _ = writeln!(texte, "  {}  {}", par.join(""), refus.faute);
                }
            }
            let refusees = self
                .matrice
                .iter()
                .filter(|refus| refus.exercice == exercice.nom && refus.etape.is_none());
            for (rang, refus) in refusees.enumerate() {
                if rang == 0 {
                    let _ = writeln!(texte, "\n{} · refusées par le compilateur", exercice.nom);
                }
                let _ = writeln!(texte, "  {}  {}", refus.par.join(" "), refus.faute);
            }
        }
        texte
    }
}

/// a, b, … z, puis A, B, …
fn lettre(rang: u8) -> String {
    let base = if rang < 26 {
        b'a' + rang
    } else {
        b'A' + (rang - 26) % 26
    };
    char::from(base).to_string()
}
