//! Ce que l'enseignant a décidé, et ce qui se ressemble.

use maud::{Markup, html};

use super::super::classe::{corrections_de, retard_en_mots};
use super::super::identiques;
use crate::modele::rapport::Rapport;
use crate::socle::texte::sur_une_ligne;

/// Les corrections faites à la main et les retards, s'il y en a.
pub(super) fn decisions(rapport: &Rapport) -> Markup {
    let decisions: Vec<(usize, &str, String)> = (1..)
        .zip(&rapport.copies)
        .flat_map(|(rang, copie)| {
            let phrases = corrections_de(copie).chain(retard_en_mots(copie));
            phrases.map(move |phrase| (rang, copie.nom.as_str(), phrase))
        })
        .collect();
    if decisions.is_empty() {
        return html! {};
    }
    html! {
        section #decisions aria-labelledby="titre-decisions" {
            h2 #titre-decisions { "Corrections à la main et retards" }
            div.defile tabindex="0" role="region" aria-labelledby="titre-decisions" {
                table.simple {
                    caption.lu { "Ce qui change une note après les tests." }
                    thead { tr { th scope="col" { "Copie" } th scope="col" { "Décision" } } }
                    tbody {
                        @for (rang, nom, phrase) in &decisions {
                            tr {
                                th scope="row" { a href={"#copie-" (rang)} { (sur_une_ligne(nom)) } }
                                td { (phrase) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Les réponses pareilles, s'il y en a.
pub(super) fn identiques(rapport: &Rapport) -> Markup {
    let groupes = identiques::identiques(rapport);
    if groupes.is_empty() {
        return html! {};
    }
    html! {
        section #identiques aria-labelledby="titre-identiques" {
            h2 #titre-identiques { (identiques::TITRE) }
            p.aide { (identiques::EXPLICATION) }
            ul {
                @for groupe in &groupes {
                    li { b { (groupe.exercice) } " : " (sur_une_ligne(&groupe.copies.join(", "))) }
                }
            }
        }
    }
}
