//! Une classe comme il y en a : à mi-parcours, puis une semaine après.
//!
//! Chaque élève a fini les premiers exercices, travaille au suivant, et n'a pas touché aux autres. De ce qui est fini, un
//! tiers est, à l'octet près, ce qu'un autre a rendu. Ce qui est en cours échoue à une étape, ne compile pas, ou n'est
//! qu'un énoncé annoté. Une semaine après, l'exercice en cours est fini, et le suivant est en cours.

use std::time::Duration;

use super::boucle::{Boucle, Passage};
use super::copies::{Copie, Lot, Rendue, Reponses};
use super::correcteur::{Avec, Banc};
use super::jugements::{Jugement, juger_le_debit, seuils};
use super::{figees, ligne_de_comparaison};

/// Semaines écoulées.
#[derive(Clone, Copy)]
enum Semaine {
    MiParcours,
    Suivante,
}

/// Exercices que cet élève a finis : trois, quatre ou cinq sur huit, et un de plus la semaine suivante.
fn finis(eleve: usize, semaine: Semaine) -> usize {
    let plus = match semaine {
        Semaine::MiParcours => 0,
        Semaine::Suivante => 1,
    };
    3 + eleve % 3 + plus
}

/// Ce que cet élève rend à cet exercice.
fn rendue(reponses: &Reponses, eleve: usize, exercice: usize, semaine: Semaine) -> Rendue {
    let finis = finis(eleve, semaine);
    let parmi = |choix: &[Rendue]| choix[(7 * eleve + exercice) % choix.len()].clone();
    if exercice < finis {
        return match (eleve + exercice) % 3 {
            0 => reponses.justes[0].clone(),
            _ => parmi(&reponses.justes).a_soi(eleve),
        };
    }
    if exercice == finis {
        return match eleve % 4 {
            0 => reponses.enonce[0].a_soi(eleve),
            1 => parmi(&reponses.refusees).a_soi(eleve),
            _ => parmi(&reponses.fausses).a_soi(eleve),
        };
    }
    reponses.enonce[0].clone()
}

fn classe(reponses: &[Reponses], eleves: usize, semaine: Semaine) -> Vec<Copie> {
    let copie = |eleve| {
        let exercices = reponses.iter().enumerate();
        let rendues = exercices.map(|(rang, reponses)| rendue(reponses, eleve, rang, semaine));
        rendues.collect()
    };
    (0..eleves).map(copie).collect()
}

/// Note la classe deux fois, à une semaine d'écart, avec la mémoire des notes comme par défaut, et la compare à la boucle,
/// qui recommence tout.
pub(crate) fn comparer(
    banc: &Banc<'_>,
    reponses: &[Reponses],
    eleves: usize,
) -> anyhow::Result<Vec<Jugement>> {
    let avant = classe(reponses, eleves, Semaine::MiParcours);
    let apres = classe(reponses, eleves, Semaine::Suivante);
    let memoire = banc.dossier.join("memoire");
    let avec = Avec {
        memoire: Some(&memoire),
        ..Avec::default()
    };
    let premiere = banc.noter("mi-parcours", &Lot::entier(avant.clone()), &avec)?;
    let seconde = banc.noter("une-semaine-apres", &Lot::entier(apres.clone()), &avec)?;

    let boucle = Boucle::preparer(banc, "boucle-mi-parcours", eleves)?;
    let passages = boucle.passer(&avant)?;
    let suivants = recommencer(&boucle, &passages, &avant, &apres)?;
    let total =
        |passages: &[Passage]| -> Duration { passages.iter().map(|passage| passage.duree).sum() };
    let (boucle_avant, boucle_apres) = (total(&passages), total(&suivants));

    let mut jugements = Vec::new();
    for (quoi, copies, mesure, boucle, seuil) in [
        (
            "classe à mi-parcours",
            &avant,
            premiere,
            boucle_avant,
            seuils::MI_PARCOURS,
        ),
        (
            "la même, une semaine après",
            &apres,
            seconde,
            boucle_apres,
            seuils::UNE_SEMAINE_APRES,
        ),
    ] {
        println!(
            "\n{quoi} : {eleves} élèves, {}, {} où un test fige",
            differentes(copies),
            figees(&mesure.rapport).len()
        );
        ligne_de_comparaison(
            "boucle : un clone par copie, bibliothèques prêtes",
            eleves,
            boucle,
            boucle,
        );
        ligne_de_comparaison("correcteur", eleves, mesure.duree, boucle);
        jugements.push(juger_le_debit(quoi, mesure.duree, boucle, seuil));
    }
    Ok(jugements)
}

/// La boucle une semaine après. Elle recommence tout : ce qui n'a pas changé lui coûte ce qu'il vient de coûter, et n'est
/// pas passé une seconde fois.
fn recommencer(
    boucle: &Boucle<'_>,
    passages: &[Passage],
    avant: &[Copie],
    apres: &[Copie],
) -> anyhow::Result<Vec<Passage>> {
    let suivant = |passage: &Passage| {
        let (eleve, rang) = (passage.eleve, passage.exercice);
        let nouvelle = &apres[eleve][rang];
        if nouvelle.texte == avant[eleve][rang].texte {
            Ok(*passage)
        } else {
            boucle.passer_une(eleve, rang, nouvelle)
        }
    };
    passages.iter().map(suivant).collect()
}

/// « 240 réponses dont 121 différentes ».
fn differentes(copies: &[Copie]) -> String {
    let textes = || {
        let copies = copies.iter();
        copies.flat_map(|copie| {
            copie
                .iter()
                .enumerate()
                .map(|(rang, rendue)| (rang, &rendue.texte))
        })
    };
    let distinctes: std::collections::BTreeSet<_> = textes().collect();
    format!(
        "{} réponses dont {} différentes",
        textes().count(),
        distinctes.len()
    )
}
