//! Les réponses qui sont les mêmes sous des noms différents, aux blancs et aux commentaires près. C'est un fait : à un
//! exercice court, deux personnes écrivent souvent la même chose.

use std::collections::BTreeMap;

use crate::modele::rapport::Rapport;

/// Le titre de cette liste, partout.
pub(crate) const TITRE: &str = "Réponses identiques";

/// Ce qu'elle veut dire, partout.
pub(crate) const EXPLICATION: &str = "Aux blancs et aux commentaires près, énoncés rendus tels quels exceptés. \
    Un fait, pas un soupçon : deux réponses courtes et justes sont souvent les mêmes.";

/// Des copies qui ont la même réponse à un exercice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Groupe<'a> {
    /// L'exercice.
    pub exercice: &'a str,
    /// Les copies, dans l'ordre du rapport.
    pub copies: Vec<&'a str>,
}

/// Tous les groupes, dans l'ordre du cours, les plus grands d'abord.
pub(crate) fn identiques(rapport: &Rapport) -> Vec<Groupe<'_>> {
    let mut groupes = Vec::new();
    for exercice in &rapport.exercices {
        let mut par_jetons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for copie in &rapport.copies {
            let resultats = copie.resultats.iter();
            for resultat in resultats.filter(|resultat| resultat.exercice == exercice.nom) {
                if let Some(jetons) = &resultat.jetons {
                    par_jetons.entry(jetons).or_default().push(&copie.nom);
                }
            }
        }
        let mut siens: Vec<_> = par_jetons
            .into_values()
            .filter(|copies| copies.len() > 1)
            .collect();
        siens.sort_by_key(|copies| (std::cmp::Reverse(copies.len()), copies[0]));
        groupes.extend(siens.into_iter().map(|copies| Groupe {
            exercice: &exercice.nom,
            copies,
        }));
    }
    groupes
}
