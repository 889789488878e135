//! Le résumé d'une étape GitHub Actions, en Markdown : rien de ce qu'une copie écrit n'y est mis en forme.

use std::fmt::Write as _;

use super::classe::{
    Case, DRAPEAU, bilan, corrections_de, empechement_en_entier, emplacements, etapes_qui_arretent,
    explication, fautes, moyenne_et_mediane, note_en_mots, note_sur_20, premier_echec, resultat,
    retard_en_mots, sans_les_pas_lues,
};
use super::identiques::{self, identiques};
use crate::modele::rapport::{Copie, Rapport};
use crate::modele::resultat::Resultat;
use crate::socle::francais::{compte, nombre};
use crate::socle::texte::{borner, montrer, sur_une_ligne};

/// GitHub refuse un résumé de plus d'un Mio.
const TAILLE_MAX: usize = 900 * 1024;
/// Octets gardés, au plus, d'un message.
const MESSAGE_MAX: usize = 4 * 1024;

/// Le résumé entier ; si la place manque, les dernières copies n'ont pas leur détail, et il le dit.
pub(crate) fn markdown(rapport: &Rapport) -> String {
    let mut texte = String::from("## Programmation asynchrone avec Tokio\n\n");
    if let Some((moyenne, mediane)) = moyenne_et_mediane(rapport)
        && rapport.copies.len() > 1
    {
        let _ = writeln!(
            texte,
            "{}, moyenne {} sur 20, médiane {}{}.\n",
            compte(rapport.copies.len(), "copie"),
            nombre(moyenne),
            nombre(mediane),
            echapper(&sans_les_pas_lues(rapport))
        );
    }
    tableau(&mut texte, rapport);
    if rapport.copies.len() > 1 {
        ce_qui_arrete(&mut texte, rapport);
    }
    signalements(&mut texte, rapport);
    pas_a_sa_place(&mut texte, rapport);
    decisions(&mut texte, rapport);
    pareilles(&mut texte, rapport);
    protections(&mut texte, rapport);
    let mut omises = 0;
    for copie in &rapport.copies {
        let details = details(copie);
        if texte.len() + details.len() > TAILLE_MAX {
            omises += 1;
        } else {
            texte.push_str(&details);
        }
    }
    if omises > 0 {
        let _ = writeln!(
            texte,
            "\nLa place manque ici pour le détail de {}.",
            compte(omises, "copie")
        );
    }
    texte
}

fn tableau(texte: &mut String, rapport: &Rapport) {
    let mut titres = String::from("| copie | note |");
    let mut traits = String::from("|---|--:|");
    for exercice in &rapport.exercices {
        let _ = write!(titres, " {} |", exercice.nom);
        traits.push_str("---|");
    }
    let _ = writeln!(texte, "{titres}\n{traits}");
    for copie in &rapport.copies {
        let drapeau = if copie.signalements.is_empty() {
            String::new()
        } else {
            format!(" {DRAPEAU}")
        };
        let _ = write!(
            texte,
            "| {}{drapeau} | {} |",
            echapper(&copie.nom),
            note_sur_20(copie)
        );
        for exercice in &rapport.exercices {
            let resultat = resultat(copie, exercice);
            let signes: String = (0..exercice.etapes.len())
                .map(|rang| Case::de(resultat, rang).signe())
                .collect();
            let _ = write!(texte, " {} |", signes.trim());
        }
        texte.push('\n');
    }
    let legende: Vec<_> = Case::TOUTES
        .iter()
        .map(|case| format!("{} {}", case.signe(), case.mots()))
        .collect();
    let _ = writeln!(texte, "\n{}\n", legende.join(", "));
}

fn ce_qui_arrete(texte: &mut String, rapport: &Rapport) {
    let arrets = etapes_qui_arretent(&bilan(rapport), 5);
    if !arrets.is_empty() {
        texte.push_str("### Les étapes qui arrêtent\n\n| copies | étape |\n|--:|---|\n");
        for arret in arrets {
            let _ = writeln!(
                texte,
                "| {} | {}, étape {} : {} |",
                arret.arretees,
                arret.exercice.nom,
                arret.rang + 1,
                echapper(&arret.exercice.etapes[arret.rang])
            );
        }
        texte.push('\n');
    }
    let fautes = fautes(rapport, 5);
    if !fautes.is_empty() {
        texte.push_str(
            "### Les erreurs les plus répandues\n\n| copies | où | quoi |\n|--:|---|---|\n",
        );
        for faute in fautes {
            let etape = faute
                .etape
                .map_or(String::new(), |etape| format!(", étape {etape}"));
            let _ = writeln!(
                texte,
                "| {} | {}{etape} | {} |",
                faute.copies.len(),
                faute.exercice,
                echapper(&faute.texte)
            );
        }
        texte.push('\n');
    }
}

fn signalements(texte: &mut String, rapport: &Rapport) {
    let mut lignes = String::new();
    for copie in &rapport.copies {
        for signalement in &copie.signalements {
            let ligne = signalement
                .ligne
                .map_or(String::new(), |ligne| format!(", ligne {ligne}"));
            let _ = writeln!(
                lignes,
                "| {} | {}{ligne} | {} | {} |",
                echapper(&copie.nom),
                echapper(&signalement.exercice),
                echapper(&signalement.regle),
                echapper(&signalement.raison)
            );
        }
    }
    if !lignes.is_empty() {
        let _ = writeln!(
            texte,
            "### {DRAPEAU} À regarder soi-même\n\n| copie | où | règle | raison |\n|---|---|---|---|\n{lignes}"
        );
    }
}

fn pas_a_sa_place(texte: &mut String, rapport: &Rapport) {
    for (titre, lignes) in [
        ("Trouvées ailleurs qu'à leur place", emplacements(rapport)),
        ("Dans le lot, et pas noté", rapport.laisses.clone()),
    ] {
        if !lignes.is_empty() {
            let lignes: String = lignes
                .iter()
                .map(|ligne| format!("- {}\n", echapper(ligne)))
                .collect();
            let _ = writeln!(texte, "### {titre}\n\n{lignes}");
        }
    }
}

/// Les corrections faites à la main, et les retards.
fn decisions(texte: &mut String, rapport: &Rapport) {
    let mut lignes = String::new();
    for copie in &rapport.copies {
        for phrase in corrections_de(copie).chain(retard_en_mots(copie)) {
            let _ = writeln!(
                lignes,
                "| {} | {} |",
                echapper(&copie.nom),
                echapper(&phrase)
            );
        }
    }
    if !lignes.is_empty() {
        let titre = "### Corrections à la main et retards\n\n| copie | décision |\n|---|---|";
        let _ = writeln!(texte, "{titre}\n{lignes}");
    }
}

/// Les réponses identiques sous des noms différents.
fn pareilles(texte: &mut String, rapport: &Rapport) {
    let groupes = identiques(rapport);
    if groupes.is_empty() {
        return;
    }
    let _ = writeln!(
        texte,
        "### {}\n\n{}\n",
        identiques::TITRE,
        identiques::EXPLICATION
    );
    for groupe in groupes {
        let copies = echapper(&groupe.copies.join(", "));
        let _ = writeln!(texte, "- {} : {copies}", echapper(groupe.exercice));
    }
    texte.push('\n');
}

fn protections(texte: &mut String, rapport: &Rapport) {
    let absentes = rapport
        .protections
        .iter()
        .filter(|protection| !protection.active);
    let lignes: String = absentes
        .map(|protection| {
            format!(
                "- {} : {}\n",
                echapper(&protection.nom),
                echapper(&protection.detail)
            )
        })
        .collect();
    if !lignes.is_empty() {
        let _ = writeln!(texte, "### Protections absentes\n\n{lignes}");
    }
}

/// Ce qui ne va pas dans une copie, replié.
fn details(copie: &Copie) -> String {
    let mut lignes = String::new();
    for resultat in &copie.resultats {
        for (titre, message) in echecs(resultat) {
            let _ = write!(lignes, "**{}**\n\n{}\n", echapper(&titre), bloc(&message));
        }
    }
    if lignes.is_empty() {
        return lignes;
    }
    format!(
        "<details><summary>{} : {}</summary>\n\n{lignes}</details>\n\n",
        echapper(&copie.nom),
        note_en_mots(copie)
    )
}

fn echecs(resultat: &Resultat) -> Vec<(String, String)> {
    if let Some(empechement) = &resultat.empechement {
        return vec![(
            resultat.exercice.clone(),
            empechement_en_entier(empechement),
        )];
    }
    resultat
        .etapes
        .iter()
        .filter_map(|etape| {
            let echec = premier_echec(resultat, etape.numero)?;
            Some((resultat.intitule(etape), explication(&echec.verdict)))
        })
        .collect()
}

/// Un texte sur une ligne, dont rien n'est du Markdown ni du HTML. En entités : une page l'affiche, personne ne lit ce fichier
/// tel quel.
pub(super) fn echapper(texte: &str) -> String {
    let mut echappe = String::new();
    for c in sur_une_ligne(texte).chars() {
        match c {
            // Une adresse se reconnaît même écrite en entités : ce commentaire la coupe.
            '@' => echappe.push_str("&#64;<!-- -->"),
            ',' | '\'' | '"' | ';' | '?' | '%' | '/' | '(' | ')' => echappe.push(c),
            _ if c.is_ascii_punctuation() => {
                let _ = write!(echappe, "&#{};", u32::from(c));
            }
            _ => echappe.push(c),
        }
    }
    echappe
}

/// Un bloc de code qu'aucune ligne du texte ne peut fermer.
pub(super) fn bloc(texte: &str) -> String {
    let texte = montrer(&borner(texte, MESSAGE_MAX));
    let plus_longue = texte
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let barriere = "`".repeat(plus_longue.max(2) + 1);
    format!("{barriere}text\n{texte}\n{barriere}\n")
}
