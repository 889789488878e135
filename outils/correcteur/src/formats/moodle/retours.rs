//! L'archive des retours, à déposer dans Moodle : un dossier par participant, du nom que Moodle avait donné à sa remise.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write};

use anyhow::Context;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::Notee;
use crate::cours::Exercice;
use crate::formats::classe::{correction_en_mots, empechement_en_mots, retard_en_mots};
use crate::formats::{Detail, retour_de};
use crate::modele::rapport::{Copie, Rapport};
use crate::modele::resultat::{Empechement, EtatEtape, Resultat, ResultatEtape};
use crate::socle::francais::{compte, nombre};
use crate::socle::texte::sur_une_ligne;

/// Ce qui revient à un participant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retour {
    /// Nom du fichier, comme `retour.md`. Moodle ignore ceux qui commencent par `.` ou `~`.
    pub fichier: String,
    /// Ce qu'il contient.
    pub contenu: String,
}

/// Ce qu'une copie mérite, ou rien si personne n'a encore pu la lire.
pub fn notee(copie: &Copie) -> Option<Notee> {
    (!copie.est_a_regarder()).then(|| Notee {
        part: copie.part(),
        commentaire: commentaire(copie),
        a_voir: !copie.signalements.is_empty(),
    })
}

/// La note, le retard qu'elle compte, puis une phrase par exercice : tout ce qui l'explique.
fn commentaire(copie: &Copie) -> String {
    let mut phrases = vec![format!("{} sur 20", nombre(copie.note))];
    phrases.extend(retard_en_mots(copie));
    phrases.extend(copie.resultats.iter().map(phrase));
    phrases.join(". ") + "."
}

/// Où en est un exercice, ou pourquoi rien n'y a été testé ; puis ce que l'enseignant y a décidé.
fn phrase(resultat: &Resultat) -> String {
    let etat = match &resultat.empechement {
        Some(Empechement::NonRendu { raison }) => {
            format!("non rendu ({})", sur_une_ligne(raison))
        }
        Some(autre) => empechement_en_mots(autre),
        None if est_intact(resultat) => "l'énoncé est intact".to_owned(),
        None => etapes(resultat),
    };
    let corrections = resultat.etapes.iter().filter_map(|etape| {
        let correction = correction_en_mots(etape)?;
        Some(format!(" ; étape {}, {correction}", etape.numero))
    });
    let corrections: String = corrections.collect();
    format!("{} : {etat}{corrections}", resultat.exercice)
}

/// Les jetons manquent à ce qui est rendu tel quel ; d'une réponse à moitié faite, l'élève a changé quelque chose.
fn est_intact(resultat: &Resultat) -> bool {
    let a_faire = |etape: &ResultatEtape| etape.etat == EtatEtape::AFaire;
    resultat.jetons.is_none() && resultat.etapes.iter().all(a_faire)
}

/// Les étapes acquises, et la première à reprendre ; celle que l'enseignant a corrigée ne l'est plus.
fn etapes(resultat: &Resultat) -> String {
    let acquise = |etape: &&ResultatEtape| etape.etat == EtatEtape::Acquise;
    let acquises = resultat.etapes.iter().filter(acquise).count();
    let mut texte = format!(
        "{} sur {}",
        compte(acquises, "étape"),
        resultat.etapes.len()
    );
    let mut restent = resultat.etapes.iter().filter(|etape| !acquise(etape));
    if let Some(etape) = restent.find(|etape| etape.correction.is_none()) {
        let _ = write!(texte, ", à reprendre à l'étape {}", etape.numero);
    }
    texte
}

/// Ce qui revient à cette copie, et à elle seule : ni les autres, ni ce qui n'est que pour l'enseignant.
pub fn retours_de(
    rapport: &Rapport,
    copie: &Copie,
    exercices: &[Exercice],
    detail: Detail,
) -> Vec<Retour> {
    let retour = retour_de(rapport, copie, exercices, detail);
    let fichiers = [("retour.html", retour.html), ("retour.md", retour.markdown)];
    let fichiers = fichiers.map(|(nom, contenu)| Retour {
        fichier: nom.to_owned(),
        contenu,
    });
    fichiers.into()
}

/// L'archive de ces retours, par dossier (`NOM Prénom_12345_assignsubmission_file`). Les mêmes retours donnent les mêmes
/// octets. Moodle lit de chaque nom de dossier ce qui sépare ses `_` : un nom, un numéro, `assignsubmission`, `file`.
///
/// # Errors
/// L'archive ne s'écrit pas.
pub fn archive_des_retours(retours: &BTreeMap<String, Vec<Retour>>) -> anyhow::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (dossier, fichiers) in retours {
        for retour in fichiers {
            let chemin = format!("{dossier}/{}", retour.fichier);
            // Sans date : elle changerait d'une fois sur l'autre.
            let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
            archive.start_file(chemin, options).context("retours.zip")?;
            archive
                .write_all(retour.contenu.as_bytes())
                .context("retours.zip")?;
        }
    }
    Ok(archive.finish().context("retours.zip")?.into_inner())
}
