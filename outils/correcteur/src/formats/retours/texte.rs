//! Le retour, en Markdown, qui se lit aussi tel quel. Ce que le cours a écrit (titres, explications) y est du Markdown ;
//! ce que la copie ou ses tests écrivent n'y est jamais mis en forme.

use std::fmt::Write as _;

use super::super::classe::{diagnostic, empechement_en_entier, retard_en_mots};
use super::super::markdown::bloc;
use super::{
    Partie, PartieEtape, empechement_pour_l_eleve, note_pour_l_eleve, points_pour_l_eleve, tel_quel,
};
use crate::modele::rapport::Copie;
use crate::modele::resultat::{CorrectionFaite, Empechement, Resultat, ResultatTest};
use crate::socle::texte::sur_une_ligne;

/// Le texte entier.
pub(super) fn texte(copie: &Copie, parties: &[Partie<'_>]) -> String {
    let (note, points) = note_pour_l_eleve(copie);
    let mut texte = format!(
        "# {}\n\nProgrammation asynchrone avec Tokio : **{note}**{points}.\n",
        echapper_lisiblement(&copie.nom)
    );
    if let Some(retard) = retard_en_mots(copie) {
        let _ = writeln!(texte, "\n{retard}");
    }
    for partie in parties {
        exercice(&mut texte, partie);
    }
    texte
}

fn exercice(texte: &mut String, partie: &Partie<'_>) {
    let resultat = partie.resultat;
    let _ = writeln!(
        texte,
        "\n## {} : {}\n",
        sur_une_ligne(&partie.titre),
        points_pour_l_eleve(resultat)
    );
    if let Some(empechement) = &resultat.empechement {
        empeche(texte, resultat, empechement);
    }
    for remarque in &partie.compilateur {
        let _ = writeln!(texte, "{}", bloc(&remarque.texte()));
        for ligne in remarque
            .en_francais
            .iter()
            .flat_map(|francais| francais.lines())
        {
            let _ = writeln!(texte, "{}\n", sur_une_ligne(ligne));
        }
    }
    for etape in &partie.etapes {
        une_etape(texte, etape);
    }
}

/// Un texte sur une ligne, dont rien n'est du Markdown ni du HTML. Une barre inverse, là où elle est nécessaire seulement :
/// l'élève lit aussi ce fichier tel quel, où une entité comme `&#58;` ne serait qu'un obstacle.
fn echapper_lisiblement(texte: &str) -> String {
    const ACTIFS: [char; 13] = [
        '\\', '`', '*', '_', '[', ']', '<', '>', '|', '~', '#', '&', '$',
    ];
    let texte = sur_une_ligne(texte);
    let mut echappe = String::new();
    for (place, c) in texte.char_indices() {
        let avant = &texte[..place];
        // Au milieu d'un mot, un tiret bas n'en est qu'un : `faire_une_pause`.
        let dans_un_mot = c == '_'
            && avant.ends_with(char::is_alphanumeric)
            && texte[place + 1..].starts_with(char::is_alphanumeric);
        // En tête, un tiret ou un numéro ferait une liste ; un signe égal, un titre de la ligne d'avant.
        let d_une_liste = match c {
            '-' | '+' | '=' | ':' => avant.is_empty(),
            '.' | ')' => !avant.is_empty() && avant.bytes().all(|c| c.is_ascii_digit()),
            _ => false,
        };
        if d_une_liste || (ACTIFS.contains(&c) && !dans_un_mot) {
            echappe.push('\\');
        }
        echappe.push(c);
        if c == '@' {
            // GitHub reconnaît une adresse même précédée d'une barre : ce commentaire la coupe.
            echappe.push_str("<!-- -->");
        }
    }
    echappe
}

/// Pourquoi rien n'a été testé ; les erreurs du compilateur viennent ensuite, une à une.
fn empeche(texte: &mut String, resultat: &Resultat, empechement: &Empechement) {
    let _ = writeln!(
        texte,
        "{}\n",
        echapper_lisiblement(&empechement_pour_l_eleve(resultat, empechement))
    );
    let entier = match empechement {
        Empechement::NeCompilePas { .. } | Empechement::Illisible { .. } => return,
        autre => empechement_en_entier(autre),
    };
    if entier.lines().nth(1).is_some() {
        let _ = writeln!(texte, "{}", bloc(&entier));
    }
}

fn une_etape(texte: &mut String, partie: &PartieEtape<'_>) {
    let (etape, case) = (partie.etape, partie.case);
    let bonus = if etape.bonus { ", en bonus" } else { "" };
    let _ = writeln!(
        texte,
        "### {} Étape {} : {} ({}, {} / {}{bonus})\n",
        case.signe(),
        etape.numero,
        sur_une_ligne(&etape.titre),
        case.mots(),
        etape.points,
        etape.points_max
    );
    if let Some(CorrectionFaite {
        automatique,
        raison,
    }) = &etape.correction
    {
        let (points, raison) = (etape.points, echapper_lisiblement(raison));
        let _ = writeln!(
            texte,
            "Corrigé à la main : {points} au lieu de {automatique} ({raison})\n"
        );
    }
    if let Some(test) = partie.echec {
        un_echec(texte, test);
    }
    if !partie.autres.is_empty() {
        let autres = sur_une_ligne(&partie.autres.join("`, `"));
        let _ = writeln!(texte, "Ne réussissent pas non plus : `{autres}`\n");
    }
    for lecture in &partie.relire {
        let _ = writeln!(texte, "À relire : {}\n", sur_une_ligne(lecture));
    }
}

/// Le test, puis ce qu'il a écrit, ou à défaut les parties de son diagnostic.
fn un_echec(texte: &mut String, test: &ResultatTest) {
    let (nom, resume) = (sur_une_ligne(&test.nom), test.verdict.resume());
    let _ = writeln!(texte, "`{nom}` : {}\n", sur_une_ligne(&resume));
    let message = test.verdict.message();
    let corps = message.and_then(|message| match tel_quel(message) {
        Some(texte) => Some(texte.to_owned()),
        None => diagnostic(message),
    });
    if let Some(corps) = corps {
        let _ = writeln!(texte, "{}", bloc(&corps));
    }
}
