//! Le détail de chaque copie.

use maud::{Markup, html};

use super::super::classe::{
    Case, DRAPEAU, correction_en_mots, corrections, dont_en_bonus, empechement_en_entier,
    empechement_en_mots, note_en_mots, points, points_en_mots, premier_echec, resultat,
    retard_en_mots,
};
use super::{classe_css, extrait, phrase};
use crate::modele::message::Message;
use crate::modele::rapport::{Copie, FicheExercice, Rapport};
use crate::modele::resultat::{Resultat, ResultatEtape, ResultatTest};
use crate::socle::francais::{compte, nombre};
use crate::socle::texte::sur_une_ligne;

pub(super) fn copies(rapport: &Rapport) -> Markup {
    let seule = rapport.copies.len() == 1;
    html! {
        section #copies aria-labelledby="titre-copies" {
            h2 #titre-copies { "Les copies" }
            @if rapport.copies.is_empty() { p { "Aucune copie." } }
            @for (rang, copie) in rapport.copies.iter().enumerate() {
                (une_copie(rapport, copie, rang, seule))
            }
            @if !rapport.laisses.is_empty() {
                p.aide { "Dans le lot, et pas noté :" }
                ul.aide { @for nom in &rapport.laisses { li { (sur_une_ligne(nom)) } } }
            }
        }
    }
}

/// Une copie, repliée. L'ancre est à l'intérieur : la suivre déplie.
fn une_copie(rapport: &Rapport, copie: &Copie, rang: usize, ouverte: bool) -> Markup {
    let (obtenus, possibles) = points(copie);
    html! {
        details.copie open[ouverte] {
            summary {
                h3 { (sur_une_ligne(&copie.nom)) }
                span.points { strong { (note_en_mots(copie)) } }
                span.fil aria-hidden="true" {
                    @for exercice in &rapport.exercices {
                        span {
                            @for etape in 0..exercice.etapes.len() {
                                @let case = Case::de(resultat(copie, exercice), etape);
                                i class=(classe_css(case)) { (case.signe()) }
                            }
                        }
                    }
                }
            }
            div.corps id={"copie-" (rang + 1)} {
                @if !copie.est_a_regarder() { p.aide { (nombre(obtenus)) " points sur " (possibles) (dont_en_bonus(&copie.resultats)) } }
                @if let Some(retard) = retard_en_mots(copie) { p.signale { (retard) } }
                @for signalement in &copie.signalements {
                    p.signale {
                        (DRAPEAU) " " (sur_une_ligne(&signalement.exercice))
                        @if let Some(ligne) = signalement.ligne { ", ligne " (ligne) }
                        " : " (phrase(&signalement.raison)) " (" (sur_une_ligne(&signalement.regle)) ")"
                    }
                }
                @for exercice in &rapport.exercices {
                    @if let Some(resultat) = resultat(copie, exercice) {
                        (un_exercice(exercice, resultat, copie.emplacements.get(&exercice.nom)))
                    }
                }
            }
        }
    }
}

fn un_exercice(exercice: &FicheExercice, resultat: &Resultat, ou: Option<&String>) -> Markup {
    html! {
        section.exercice {
            h4 {
                (exercice.nom) " " (sur_une_ligne(&exercice.titre))
                span.points { (points_en_mots(resultat)) }
            }
            @if let Some(ou) = ou { p.aide { "trouvé en " code { (sur_une_ligne(ou)) } } }
            @if let Some(empechement) = &resultat.empechement {
                @let case = Case::de(Some(resultat), 0);
                p.empechement { span class={"case " (classe_css(case))} aria-hidden="true" { (case.signe()) } " " (empechement_en_mots(empechement)) }
                @let entier = empechement_en_entier(empechement);
                @if entier.lines().nth(1).is_some() { (extrait(&entier)) }
                @for correction in corrections(resultat) { p.signale { (correction) } }
            } @else if resultat.reussi() {
                p.etat { span.case.acquise aria-hidden="true" { (Case::Acquise.signe()) } " toutes les étapes sont acquises" }
                @for correction in corrections(resultat) { p.signale { (correction) } }
            } @else {
                ol.etapes {
                    @for (rang, etape) in resultat.etapes.iter().enumerate() {
                        (une_etape(resultat, etape, Case::de(Some(resultat), rang)))
                    }
                }
            }
        }
    }
}

fn une_etape(resultat: &Resultat, etape: &ResultatEtape, case: Case) -> Markup {
    let (total, echecs) = (
        resultat
            .tests
            .iter()
            .filter(|test| test.etape == etape.numero)
            .count(),
        resultat.echecs(etape.numero).count(),
    );
    html! {
        li {
            span class={"case " (classe_css(case))} aria-hidden="true" { (case.signe()) }
            div {
                p {
                    (etape.numero) ". " (sur_une_ligne(&etape.titre)) " " span.etat { (case.mots()) }
                    @if case == Case::EnEchec { span.etat { ", " (echecs) " sur " (compte(total, "test")) } }
                }
                @if let Some(correction) = correction_en_mots(etape) { p.signale { (correction) } }
                @if let Some(echec) = premier_echec(resultat, etape.numero) { (un_echec(echec)) }
            }
        }
    }
}

/// Le premier échec d'une étape : les trois parties du diagnostic, sa frise, puis la sortie entière, repliée.
fn un_echec(test: &ResultatTest) -> Markup {
    let message = test.verdict.message();
    html! {
        (diagnostic(test))
        @if let Some(frise) = message.and_then(|message| message.frise.as_ref()) { (extrait(frise)) }
        @if let Some(message) = message.filter(|message| !message.texte.is_empty()) {
            details.sortie { summary { "sortie du test" } (extrait(&message.texte)) }
        }
    }
}

/// Le nom d'un test, son verdict, et les trois parties de son diagnostic.
pub(in crate::formats) fn diagnostic(test: &ResultatTest) -> Markup {
    let vide = Message::default();
    let message = test.verdict.message().unwrap_or(&vide);
    let parties = [
        ("attendu", &message.attendu),
        ("observé", &message.observe),
        ("piste", &message.piste),
    ];
    html! {
        p.test { code { (sur_une_ligne(&test.nom)) } " " (test.verdict.resume()) }
        @if parties.iter().any(|(_, partie)| partie.is_some()) {
            dl {
                @for (nom, partie) in parties {
                    @if let Some(partie) = partie { dt { (nom) } dd { (phrase(partie)) } }
                }
            }
        }
    }
}
