//! L'archive des retours, à déposer dans Moodle : un dossier par participant, du nom que Moodle avait donné à sa remise.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write};

use anyhow::Context;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::Notee;
use crate::cours::Exercice;
use crate::formats::{Detail, retour_de};
use crate::modele::rapport::{Copie, Rapport};
use crate::modele::resultat::EtatEtape;
use crate::socle::francais::nombre;

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
        part: f64::from(copie.note) / 20.0,
        commentaire: commentaire(copie),
    })
}

/// Une phrase par exercice : les étapes acquises, et la première à reprendre.
fn commentaire(copie: &Copie) -> String {
    let mut texte = format!("{} sur 20.", nombre(copie.note));
    for resultat in &copie.resultats {
        let acquise = |etat: EtatEtape| etat == EtatEtape::Acquise;
        let acquises = resultat
            .etapes
            .iter()
            .filter(|etape| acquise(etape.etat))
            .count();
        let total = resultat.etapes.len();
        let _ = write!(
            texte,
            " {} : {acquises} étapes sur {total}",
            resultat.exercice
        );
        if let Some(etape) = resultat.premiere_etape_a_reprendre() {
            let _ = write!(texte, ", à reprendre à l'étape {}", etape.numero);
        }
        texte.push('.');
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
