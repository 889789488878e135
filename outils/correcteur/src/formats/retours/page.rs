//! Le retour, en une page qui se suffit à elle-même.

use maud::{DOCTYPE, Markup, html};

use super::super::classe::{Case, correction_en_mots, empechement_en_entier, retard_en_mots};
use super::super::html::{TITRE, classe_css, diagnostic, extrait, phrase, tete};
use super::{
    Partie, PartieEtape, empechement_pour_l_eleve, note_pour_l_eleve, points_pour_l_eleve, tel_quel,
};
use crate::modele::rapport::Copie;
use crate::modele::resultat::{Empechement, Resultat, ResultatTest};
use crate::socle::texte::sur_une_ligne;

/// La page entière.
pub(super) fn page(copie: &Copie, parties: &[Partie<'_>]) -> String {
    let nom = sur_une_ligne(&copie.nom);
    let (note, points) = note_pour_l_eleve(copie);
    let page = html! {
        (DOCTYPE)
        html lang="fr" {
            (tete(&nom))
            body {
                header {
                    h1 { (TITRE) }
                    p { strong { (nom) } " : " strong { (note) } (points) }
                    @if let Some(retard) = retard_en_mots(copie) { p.signale { (retard) } }
                }
                main { @for partie in parties { (exercice(partie)) } }
            }
        }
    };
    page.into_string()
}

fn exercice(partie: &Partie<'_>) -> Markup {
    let resultat = partie.resultat;
    html! {
        section.exercice {
            h2 { (sur_une_ligne(&partie.titre)) }
            p.points { (points_pour_l_eleve(resultat)) }
            @if let Some(empechement) = &resultat.empechement { (empeche(resultat, empechement)) }
            @for remarque in &partie.compilateur {
                (extrait(&remarque.texte()))
                @if let Some(francais) = &remarque.en_francais {
                    @for ligne in francais.lines() { p.aide { (phrase(ligne)) } }
                }
            }
            ol.etapes { @for etape in &partie.etapes { (une_etape(etape)) } }
        }
    }
}

/// Pourquoi rien n'a été testé ; les erreurs du compilateur viennent ensuite, une à une.
fn empeche(resultat: &Resultat, empechement: &Empechement) -> Markup {
    let suite = match empechement {
        Empechement::NeCompilePas { .. } | Empechement::Illisible { .. } => String::new(),
        autre => empechement_en_entier(autre),
    };
    html! {
        p.empechement {
            span.case.empechee aria-hidden="true" { (Case::Empechee.signe()) } " " (empechement_pour_l_eleve(resultat, empechement))
        }
        @if suite.lines().nth(1).is_some() { (extrait(&suite)) }
    }
}

fn une_etape(partie: &PartieEtape<'_>) -> Markup {
    let (etape, case) = (partie.etape, partie.case);
    html! {
        li {
            span class={"case " (classe_css(case))} aria-hidden="true" { (case.signe()) }
            div {
                p {
                    (etape.numero) ". " (sur_une_ligne(&etape.titre)) " "
                    span.etat { (case.mots()) ", " (etape.points) " / " (etape.points_max) @if etape.bonus { ", en bonus" } }
                }
                @if let Some(correction) = correction_en_mots(etape) { p.signale { (correction) } }
                @if let Some(test) = partie.echec { (un_echec(test)) }
                @if !partie.autres.is_empty() {
                    p.test { "Ne réussissent pas non plus : " (sur_une_ligne(&partie.autres.join(", "))) }
                }
                @for lecture in &partie.relire { p.aide { "À relire : " (phrase(lecture)) } }
            }
        }
    }
}

/// Le diagnostic, puis tout ce que le test a écrit ; si le détail le tait, la frise seule.
fn un_echec(test: &ResultatTest) -> Markup {
    let suite = test
        .verdict
        .message()
        .and_then(|message| tel_quel(message).or(message.frise.as_deref()));
    html! {
        (diagnostic(test))
        @if let Some(suite) = suite { (extrait(suite)) }
    }
}
