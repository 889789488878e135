//! Le CSV des notes : une ligne par copie, une colonne par exercice et par étape. Point-virgule, virgule
//! décimale et marque d'ordre UTF-8 : LibreOffice et Excel en français l'ouvrent sans rien demander.

use anyhow::Context;

use super::classe::{Case, corrections_de, empechement_en_mots, note_sur_20, points, resultat};
use crate::modele::rapport::{Copie, Rapport};
use crate::modele::resultat::Signalement;
use crate::socle::francais::nombre;
use crate::socle::texte::sur_une_ligne;

/// Le CSV entier.
///
/// # Errors
/// La mémoire fait défaut.
pub(crate) fn csv(rapport: &Rapport) -> anyhow::Result<String> {
    let mut feuille = ::csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(::csv::Terminator::CRLF)
        .from_writer("\u{FEFF}".as_bytes().to_vec());
    feuille.write_record(titres(rapport))?;
    for copie in &rapport.copies {
        feuille.write_record(ligne(rapport, copie))?;
    }
    let octets = feuille.into_inner().context("le CSV ne s'écrit pas")?;
    Ok(String::from_utf8(octets)?)
}

fn titres(rapport: &Rapport) -> Vec<String> {
    let mut titres: Vec<String> = ["copie", "note sur 20", "points", "points possibles"]
        .map(String::from)
        .into();
    for exercice in &rapport.exercices {
        titres.push(format!("{} sur {}", exercice.nom, exercice.points));
        let etapes = 1..=exercice.etapes.len();
        titres.extend(etapes.map(|numero| format!("{} étape {numero}", exercice.nom)));
    }
    titres.extend(
        [
            "signalements",
            "corrections",
            "jours de retard",
            "retrait sur 20",
        ]
        .map(String::from),
    );
    titres.iter().map(|titre| cellule(titre)).collect()
}

fn ligne(rapport: &Rapport, copie: &Copie) -> Vec<String> {
    let (obtenus, possibles) = points(copie);
    let mut cases = vec![
        cellule(&copie.nom),
        note_sur_20(copie),
        // Vide, et non 0 : un tableur compterait un 0 dans la moyenne de la colonne.
        match copie.est_a_regarder() {
            true => String::new(),
            false => nombre(obtenus),
        },
        nombre(possibles),
    ];
    for exercice in &rapport.exercices {
        let resultat = resultat(copie, exercice);
        cases.push(resultat.map_or(String::new(), |resultat| {
            if resultat.est_a_regarder() {
                Case::PasLue.signe().to_string()
            } else {
                nombre(resultat.points)
            }
        }));
        let empechement = resultat.and_then(|resultat| resultat.empechement.as_ref());
        cases.extend((0..exercice.etapes.len()).map(|rang| {
            match (Case::de(resultat, rang), empechement) {
                // La raison d'une réponse pas lue est longue, et déjà parmi les signalements.
                (Case::Empechee | Case::NonRendue, Some(empechement)) => {
                    cellule(&empechement_en_mots(empechement))
                }
                (Case::Absente, _) => String::new(),
                (case, _) => case.mots().to_owned(),
            }
        }));
    }
    let signalements: Vec<_> = copie.signalements.iter().map(en_mots).collect();
    cases.push(cellule(&signalements.join(" | ")));
    cases.push(cellule(
        &corrections_de(copie).collect::<Vec<_>>().join(" | "),
    ));
    let retard = copie.retard.as_ref();
    cases.push(retard.map_or(String::new(), |retard| retard.jours.to_string()));
    cases.push(retard.map_or(String::new(), |retard| nombre(retard.retrait)));
    cases
}

fn en_mots(signalement: &Signalement) -> String {
    let ligne = signalement
        .ligne
        .map_or(String::new(), |ligne| format!(" ligne {ligne}"));
    format!(
        "{}{ligne} {} : {}",
        signalement.exercice, signalement.regle, signalement.raison
    )
}

/// Un texte qu'aucun tableur ne prend pour une formule : l'apostrophe de tête le déclare texte.
fn cellule(texte: &str) -> String {
    /// Les signes qui ouvrent une formule, et leurs formes larges, que certains tableurs acceptent.
    const FORMULE: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let texte = sur_une_ligne(texte);
    if texte.starts_with(FORMULE) {
        format!("'{texte}")
    } else {
        texte
    }
}
