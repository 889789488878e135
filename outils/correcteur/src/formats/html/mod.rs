//! Une page qui se suffit à elle-même : la classe d'un coup d'œil, ce qui l'arrête, puis chaque copie. Ni
//! script, ni police, ni image, ni style venus d'ailleurs, et la page elle-même l'interdit.

mod copies;
mod decisions;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use copies::copies;
pub(super) use copies::diagnostic;
use decisions::{decisions, identiques};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::classe::{
    BilanEtape, Case, DRAPEAU, bilan, etapes_qui_arretent, fautes, moyenne_et_mediane, note_sur_20,
    resultat, sans_les_pas_lues,
};
use crate::modele::rapport::{Copie, FicheExercice, Rapport};
use crate::modele::resultat::Resultat;
use crate::socle::francais::{compte, nombre};
use crate::socle::texte::{borner, montrer, sur_une_ligne};

const STYLE: &str = include_str!("page.css");
pub(super) const TITRE: &str = "Programmation asynchrone avec Tokio";
/// Octets gardés, au plus, d'un texte.
const TEXTE_MAX: usize = 6 * 1024;

/// La page entière.
pub(crate) fn html(rapport: &Rapport) -> String {
    let bilans = bilan(rapport);
    let plusieurs = rapport.copies.len() > 1;
    let page = html! {
        (DOCTYPE)
        html lang="fr" {
            (tete("les résultats"))
            body {
                (entete(rapport))
                main {
                    (tableau(rapport, &bilans))
                    @if plusieurs { (ce_qui_arrete(rapport, &bilans)) }
                    (signalements(rapport))
                    (decisions(rapport))
                    (identiques(rapport))
                    (copies(rapport))
                    (protections(rapport))
                }
            }
        }
    };
    page.into_string()
}

/// La tête d'une page qui n'a besoin de rien d'ailleurs, et qui se l'interdit. `quoi` dit ce qu'est la page.
pub(super) fn tete(quoi: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(politique());
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="referrer" content="no-referrer";
            meta name="color-scheme" content="light dark";
            title { (TITRE) " : " (quoi) }
            style { (PreEscaped(STYLE)) }
        }
    }
}

/// Rien ne se charge ni ne s'exécute, sauf ce style-ci.
fn politique() -> String {
    let empreinte = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{empreinte}'; base-uri 'none'; form-action 'none'"
    )
}

fn entete(rapport: &Rapport) -> Markup {
    let n = rapport.copies.len();
    let a_regarder = rapport
        .copies
        .iter()
        .filter(|copie| !copie.signalements.is_empty())
        .count();
    let completes = rapport
        .copies
        .iter()
        .filter(|copie| !copie.resultats.is_empty() && copie.resultats.iter().all(Resultat::reussi))
        .count();
    html! {
        header {
            h1 { (TITRE) }
            @if let Some((moyenne, mediane)) = moyenne_et_mediane(rapport) {
                div.chiffres {
                    (chiffre(&n.to_string(), if n > 1 { "copies" } else { "copie" }))
                    @if n > 1 {
                        (chiffre(&nombre(moyenne), &format!("moyenne sur 20{}", sans_les_pas_lues(rapport))))
                        (chiffre(&nombre(mediane), "médiane"))
                        (chiffre(&completes.to_string(), if completes > 1 { "complètes" } else { "complète" }))
                    } @else {
                        (chiffre(&nombre(moyenne), "sur 20"))
                    }
                    @if a_regarder > 0 {
                        (chiffre(&a_regarder.to_string(), "à regarder soi-même"))
                    }
                    @if n > 1 { (histogramme(rapport)) }
                }
            }
            nav aria-label="Dans cette page" {
                a href="#classe" { "La classe" }
                @if n > 1 { a href="#arrets" { "Ce qui arrête" } }
                @if a_regarder > 0 { a href="#signalements" { "À regarder" } }
                a href="#copies" { "Les copies" }
                a href="#protections" { "Protections" }
            }
        }
    }
}

fn chiffre(valeur: &str, legende: &str) -> Markup {
    html! { p.chiffre { strong { (valeur) } " " span { (legende) } } }
}

/// Combien de copies par tranche de deux points.
fn histogramme(rapport: &Rapport) -> Markup {
    const TRANCHES: usize = 10;
    let mut effectifs = [0_usize; TRANCHES];
    for copie in rapport
        .copies
        .iter()
        .filter(|copie| !copie.est_a_regarder())
    {
        let tranche = (f64::from(copie.note) / 2.0).clamp(0.0, (TRANCHES - 1) as f64) as usize;
        effectifs[tranche] += 1;
    }
    let max = effectifs.iter().copied().max().unwrap_or_default().max(1);
    let phrase: Vec<_> = effectifs
        .iter()
        .enumerate()
        .filter(|(_, n)| **n > 0)
        .map(|(i, n)| format!("de {} à {} : {n}", 2 * i, 2 * i + 2))
        .collect();
    html! {
        figure.notes {
            svg viewBox="0 0 200 56" role="img" aria-label=(format!("Répartition des notes : {}", phrase.join(", "))) {
                @for (i, n) in effectifs.iter().enumerate() {
                    @let hauteur = (n * 40).div_ceil(max);
                    rect.fond x=(20 * i + 1) y="2" width="18" height="40" {}
                    rect x=(20 * i + 1) y=(42 - hauteur) width="18" height=(hauteur) {
                        title { "de " (2 * i) " à " (2 * i + 2) " : " (compte(*n, "copie")) }
                    }
                }
                text x="1" y="54" { "0" }
                text x="100" y="54" text-anchor="middle" { "10" }
                text x="199" y="54" text-anchor="end" { "20" }
            }
            figcaption { "notes" }
        }
    }
}

/// Les copies et les étapes.
fn tableau(rapport: &Rapport, bilans: &[BilanEtape<'_>]) -> Markup {
    html! {
        section #classe aria-labelledby="titre-classe" {
            h2 #titre-classe { "La classe" }
            ul.legende aria-label="Légende" {
                @for case in Case::TOUTES {
                    li { span class={"case " (classe_css(case))} aria-hidden="true" { (case.signe()) } " " (case.mots()) }
                }
                @if rapport.copies.iter().any(|copie| !copie.signalements.is_empty()) {
                    li { span.drapeau aria-hidden="true" { (DRAPEAU) } " à regarder soi-même" }
                }
            }
            div.defile tabindex="0" role="region" aria-labelledby="titre-classe" {
                table.classe {
                    caption.lu { "Une ligne par copie, une colonne par étape de chaque exercice." }
                    thead {
                        tr {
                            th.nom scope="col" rowspan="2" { "Copie" }
                            th.note scope="col" rowspan="2" { "Note" br; small { "sur 20" } }
                            @for exercice in &rapport.exercices {
                                th.exo scope="colgroup" colspan=(exercice.etapes.len()) title=(titre_de(exercice)) {
                                    (numero(exercice)) " " small { (sur_une_ligne(&exercice.titre)) }
                                }
                            }
                        }
                        tr {
                            @for exercice in &rapport.exercices {
                                @for (rang, titre) in exercice.etapes.iter().enumerate() {
                                    th.debut[rang == 0] scope="col" title=(sur_une_ligne(titre)) {
                                        span.lu { (exercice.nom) " étape " } (rang + 1)
                                    }
                                }
                            }
                        }
                    }
                    tbody {
                        @for (rang, copie) in rapport.copies.iter().enumerate() {
                            (ligne(rapport, copie, rang))
                        }
                    }
                    @if rapport.copies.len() > 1 {
                        tfoot {
                            tr {
                                th.nom scope="row" { "Acquise par" }
                                td.note title="des copies dont l'exercice a pu être lu" { "%" }
                                @for bilan in bilans { (part(bilan)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn ligne(rapport: &Rapport, copie: &Copie, rang: usize) -> Markup {
    html! {
        tr {
            th.nom scope="row" {
                @if !copie.signalements.is_empty() {
                    span.drapeau title="à regarder soi-même" { (DRAPEAU) " " span.lu { "à regarder soi-même : " } }
                }
                a href={"#copie-" (rang + 1)} { (sur_une_ligne(&copie.nom)) }
            }
            td.note { (note_sur_20(copie)) }
            @for exercice in &rapport.exercices {
                @for etape in 0..exercice.etapes.len() {
                    (case(Case::de(resultat(copie, exercice), etape), etape == 0))
                }
            }
        }
    }
}

fn case(case: Case, debut: bool) -> Markup {
    html! {
        td class={"case " (classe_css(case)) (if debut { " debut" } else { "" })} {
            span aria-hidden="true" { (case.signe()) } span.lu { (case.mots()) }
        }
    }
}

/// La part des copies lues qui ont acquis une étape, en pour cent, d'autant plus marquée qu'elle est basse.
fn part(bilan: &BilanEtape<'_>) -> Markup {
    let part = pour_cent(bilan.acquises, bilan.lues);
    let niveau = match part {
        0..25 if bilan.lues > 0 => "part p0",
        25..50 => "part p1",
        50..75 => "part p2",
        _ => "part p3",
    };
    let texte = match bilan.lues {
        0 => "–".to_owned(),
        _ => part.to_string(),
    };
    html! { td class={(niveau) (if bilan.rang == 0 { " debut" } else { "" })} { (texte) } }
}

pub(super) fn classe_css(case: Case) -> &'static str {
    match case {
        Case::Acquise => "acquise",
        Case::EnEchec => "echec",
        Case::AFaire => "afaire",
        Case::Empechee => "empechee",
        Case::NonRendue => "nonrendue",
        Case::PasLue => "paslue",
        Case::Absente => "absente",
    }
}

fn numero(exercice: &FicheExercice) -> &str {
    exercice.nom.trim_start_matches("exo")
}

fn titre_de(exercice: &FicheExercice) -> String {
    format!(
        "{} · {} · {} · {} points",
        exercice.nom,
        sur_une_ligne(&exercice.titre),
        exercice.niveau,
        exercice.points
    )
}

/// Les étapes et les erreurs qui arrêtent le plus de copies.
fn ce_qui_arrete(rapport: &Rapport, bilans: &[BilanEtape<'_>]) -> Markup {
    let lues = |exercice: &str| {
        let bilan = bilans.iter().find(|bilan| bilan.exercice.nom == exercice);
        bilan.map_or(0, |bilan| bilan.lues)
    };
    let (etapes, fautes) = (etapes_qui_arretent(bilans, 8), fautes(rapport, 8));
    html! {
        section #arrets aria-labelledby="titre-arrets" {
            h2 #titre-arrets { "Ce qui arrête la classe" }
            @if etapes.is_empty() { p { "Rien : tout exercice commencé est acquis." } }
            div.colonnes {
                @if !etapes.is_empty() {
                    div {
                        h3 { "Les étapes" }
                        p.aide { "Copies arrêtées là : la première étape non acquise d'un exercice commencé." }
                        ol.barres {
                            @for etape in &etapes {
                                li {
                                    (barre(etape.arretees, etape.lues))
                                    p { b { (etape.exercice.nom) ", étape " (etape.rang + 1) } " " (sur_une_ligne(&etape.exercice.etapes[etape.rang])) }
                                }
                            }
                        }
                    }
                }
                @if !fautes.is_empty() {
                    div {
                        h3 { "Les erreurs" }
                        p.aide { "Copies qui la partagent : le premier diagnostic de chaque étape, ou du compilateur." }
                        ol.barres {
                            @for faute in &fautes {
                                li {
                                    (barre(faute.copies.len(), lues(&faute.exercice)))
                                    p {
                                        b { (faute.exercice) @if let Some(etape) = faute.etape { ", étape " (etape) } }
                                        " " (phrase(&faute.texte))
                                    }
                                    details.qui {
                                        summary { "qui ?" }
                                        p { (sur_une_ligne(&faute.copies.join(", "))) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Un effectif et sa part, en barre et en chiffres.
fn barre(effectif: usize, total: usize) -> Markup {
    let part = pour_cent(effectif, total);
    html! {
        p.barre {
            strong { (effectif) } span.lu { " " (if effectif > 1 { "copies" } else { "copie" }) }
            svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" {
                rect.fond width="100" height="6" {}
                rect width=(part) height="6" {}
            }
            span { (part) " %" }
        }
    }
}

/// La part arrondie ; 100 veut dire tous, et 0 personne.
fn pour_cent(effectif: usize, total: usize) -> usize {
    let part = (effectif * 200 + total) / (2 * total).max(1);
    if effectif == 0 {
        0
    } else if effectif >= total {
        100
    } else {
        part.clamp(1, 99)
    }
}

fn signalements(rapport: &Rapport) -> Markup {
    if rapport
        .copies
        .iter()
        .all(|copie| copie.signalements.is_empty())
    {
        return html! {};
    }
    html! {
        section #signalements aria-labelledby="titre-signalements" {
            h2 #titre-signalements { "À regarder soi-même" }
            div.defile tabindex="0" role="region" aria-labelledby="titre-signalements" {
                table.simple {
                    caption.lu { "Ce que la notation a trouvé d'anormal." }
                    thead { tr {
                        th scope="col" { "Copie" } th scope="col" { "Exercice" } th scope="col" { "Ligne" }
                        th scope="col" { "Règle" } th scope="col" { "Raison" }
                    } }
                    tbody {
                        @for (rang, copie) in rapport.copies.iter().enumerate() {
                            @for signalement in &copie.signalements {
                                tr {
                                    th scope="row" { a href={"#copie-" (rang + 1)} { (sur_une_ligne(&copie.nom)) } }
                                    td { (sur_une_ligne(&signalement.exercice)) }
                                    td { @if let Some(ligne) = signalement.ligne { (ligne) } }
                                    td { code { (sur_une_ligne(&signalement.regle)) } }
                                    td { (phrase(&signalement.raison)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Un texte sur une ligne, dont les morceaux entre accents graves sont du code.
pub(super) fn phrase(texte: &str) -> Markup {
    let texte = sur_une_ligne(texte);
    let morceaux: Vec<_> = texte.split('`').collect();
    // Un accent sans son pareil : rien n'est sûr, tout est laissé tel quel.
    if morceaux.len() % 2 == 0 {
        return html! { (texte) };
    }
    html! {
        @for (rang, morceau) in morceaux.iter().enumerate() {
            @if rang % 2 == 1 { code { (morceau) } } @else { (morceau) }
        }
    }
}

pub(super) fn extrait(texte: &str) -> Markup {
    html! { pre tabindex="0" { (montrer(&borner(texte, TEXTE_MAX))) } }
}

fn protections(rapport: &Rapport) -> Markup {
    html! {
        section #protections aria-labelledby="titre-protections" {
            h2 #titre-protections { "Protections pendant la notation" }
            @if rapport.protections.is_empty() {
                p { "Ce rapport n'en dit rien." }
            } @else {
                div.defile tabindex="0" role="region" aria-labelledby="titre-protections" {
                    table.simple {
                        caption.lu { "Ce qui protégeait la machine et les verdicts." }
                        thead { tr { th scope="col" { "Protection" } th scope="col" { "État" } th scope="col" { "Par quoi, ou pourquoi" } } }
                        tbody {
                            @for protection in &rapport.protections {
                                tr {
                                    th scope="row" { (sur_une_ligne(&protection.nom)) }
                                    td { @if protection.active { span.oui { "✓ active" } } @else { span.non { "✗ absente" } } }
                                    td { (sur_une_ligne(&protection.detail)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
