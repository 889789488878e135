//! Le `result.json` de Classroom 50 (`classroom50/result/v1`) : un test par étape, des points entiers,
//! l'identité lue dans l'environnement que le lanceur de Classroom 50 prépare.

use anyhow::ensure;
use serde::Serialize;

use super::classe::{correction_en_mots, points};
use crate::modele::rapport::{Copie, Rapport};
use crate::modele::resultat::{EtatEtape, Resultat, ResultatEtape};
use crate::socle::points::Points;
use crate::socle::texte::sur_une_ligne;

/// Qui a rendu quoi.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identite {
    classroom: String,
    assignment: String,
    assignment_type: String,
    owner: Option<String>,
    submission: String,
    commit: String,
    release: String,
    review: String,
    /// L'instant que porte l'étiquette de la remise. Classroom 50 le fixe lui-même de toute façon.
    datetime: Option<String>,
}

/// Le document.
#[derive(Debug, Serialize)]
pub(crate) struct ResultatV1 {
    schema: &'static str,
    classroom: String,
    assignment: String,
    assignment_type: String,
    owner: String,
    submission: String,
    commit: String,
    release: String,
    review: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    datetime: Option<String>,
    score: u64,
    #[serde(rename = "max-score")]
    max_score: u64,
    tests: Vec<Test>,
}

#[derive(Debug, Serialize)]
struct Test {
    #[serde(rename = "test-name")]
    test_name: String,
    passed: bool,
    score: u64,
    #[serde(rename = "max-score")]
    max_score: u64,
}

impl Identite {
    /// Lit l'identité ; `lire` donne la valeur d'une variable d'environnement.
    ///
    /// # Errors
    /// Il en manque : le message les nomme toutes.
    pub(crate) fn lire(lire: &dyn Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let lire = |nom: &str| lire(nom).filter(|valeur| !valeur.trim().is_empty());
        let mut manquent = Vec::new();
        let mut exiger = |nom: &'static str| {
            lire(nom).unwrap_or_else(|| {
                manquent.push(nom);
                String::new()
            })
        };
        let classroom = exiger("CLASSROOM");
        let assignment = exiger("ASSIGNMENT");
        let submission = exiger("SUBMISSION_TAG");
        let commit = exiger("COMMIT_URL");
        let release = exiger("RELEASE_URL");
        ensure!(
            manquent.is_empty(),
            "le format classroom50 lit l'identité de la remise dans l'environnement : il y manque {} ; lance la \
             commande depuis l'autograder.py de Classroom 50, qui les fournit",
            manquent.join(", ")
        );
        ensure!(
            submission.starts_with("submit/"),
            "SUBMISSION_TAG vaut « {} », et Classroom 50 n'accepte qu'une étiquette submit/…",
            sur_une_ligne(&submission)
        );
        Ok(Identite {
            owner: proprietaire(&lire, &classroom, &assignment),
            assignment_type: lire("ASSIGNMENT_TYPE")
                .or_else(|| lire("MODE"))
                .unwrap_or_else(|| "individual".to_owned()),
            datetime: instant(&submission),
            review: lire("REVIEW_URL").unwrap_or_else(|| commit.clone()),
            classroom,
            assignment,
            submission,
            commit,
            release,
        })
    }
}

/// Le propriétaire du dépôt : dit tel quel, sinon la fin du nom `CLASSE-DEVOIR-PROPRIÉTAIRE`.
fn proprietaire(
    lire: &dyn Fn(&str) -> Option<String>,
    classe: &str,
    devoir: &str,
) -> Option<String> {
    lire("OWNER").or_else(|| lire("USERNAME")).or_else(|| {
        let depot = lire("GITHUB_REPOSITORY")?;
        let (_, nom) = depot.split_once('/')?;
        let prefixe = format!("{classe}-{devoir}-");
        let debut = nom.get(..prefixe.len())?;
        debut
            .eq_ignore_ascii_case(&prefixe)
            .then(|| nom[prefixe.len()..].to_owned())
            .filter(|nom| !nom.is_empty())
    })
}

/// `submit/2026-02-02T08-30-00Z-abc1234` donne `2026-02-02T08:30:00Z`.
fn instant(etiquette: &str) -> Option<String> {
    const MODELE: &[u8] = b"0000-00-00T00-00-00Z";
    let date = etiquette.strip_prefix("submit/")?.get(..MODELE.len())?;
    let conforme = date.bytes().zip(MODELE).all(|(lu, modele)| match modele {
        b'0' => lu.is_ascii_digit(),
        b'-' => lu == b'-' || lu == b':',
        autre => lu == *autre,
    });
    let (jour, heure) = date.split_at(10);
    conforme.then(|| format!("{jour}{}", heure.replace('-', ":")))
}

/// Le résultat de cette copie. D'une copie seule, le propriétaire est celui de l'environnement ; de
/// plusieurs, leur nom.
pub(crate) fn resultat(
    rapport: &Rapport,
    copie: &Copie,
    identite: &Identite,
    seule: bool,
) -> ResultatV1 {
    let echelle = echelle(rapport);
    let (obtenus, possibles) = points(copie);
    // Le retrait est sur 20, le score sur les points possibles.
    let retrait = copie
        .retard
        .as_ref()
        .map_or(Points::ZERO, |retard| retard.retrait);
    let retrait = retrait.rapporter(possibles.en_centiemes(), 2000);
    let tests: Vec<Test> = copie
        .resultats
        .iter()
        .flat_map(|resultat| {
            let etapes = resultat.etapes.iter();
            etapes.map(move |etape| test(resultat, etape, echelle))
        })
        .collect();
    let identite = identite.clone();
    let owner = identite.owner.filter(|_| seule);
    ResultatV1 {
        schema: "classroom50/result/v1",
        classroom: identite.classroom,
        assignment: identite.assignment,
        assignment_type: identite.assignment_type,
        owner: owner.unwrap_or_else(|| sur_une_ligne(&copie.nom)),
        submission: identite.submission,
        commit: identite.commit,
        release: identite.release,
        review: identite.review,
        datetime: identite.datetime,
        score: entiers((obtenus - retrait).max(Points::ZERO), echelle),
        max_score: entiers(possibles, echelle),
        tests,
    }
}

/// Par combien multiplier les points pour que ceux de chaque étape soient entiers : 4 si une étape vaut 6,25, 100 si un
/// barème va jusqu'au centième.
fn echelle(rapport: &Rapport) -> i64 {
    let etapes = || {
        let resultats = rapport.copies.iter().flat_map(|copie| &copie.resultats);
        resultats.flat_map(|resultat| &resultat.etapes)
    };
    let entier = |points: Points, echelle: i64| (points.en_centiemes() * echelle) % 100 == 0;
    let exacte = |echelle: &i64| {
        etapes().all(|etape| entier(etape.points, *echelle) && entier(etape.points_max, *echelle))
    };
    (1..100).find(exacte).unwrap_or(100)
}

/// Ces points, à cette échelle.
fn entiers(points: Points, echelle: i64) -> u64 {
    u64::try_from(points.en_centiemes() * echelle / 100).unwrap_or(0)
}

fn test(resultat: &Resultat, etape: &ResultatEtape, echelle: i64) -> Test {
    let passed = match etape.correction {
        Some(_) => etape.points >= etape.points_max,
        None => etape.etat == EtatEtape::Acquise,
    };
    let nom = format!(
        "{}, étape {} : {}",
        resultat.exercice,
        etape.numero,
        sur_une_ligne(&etape.titre)
    );
    Test {
        // Il n'y a pas d'autre place où dire une correction.
        test_name: match correction_en_mots(etape) {
            Some(correction) => format!("{nom} ; {correction}"),
            None => nom,
        },
        passed,
        score: entiers(etape.points, echelle),
        max_score: entiers(etape.points_max, echelle),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environnement(nom: &str) -> Option<String> {
        let valeur = match nom {
            "CLASSROOM" => "rust",
            "ASSIGNMENT" => "tokio",
            "SUBMISSION_TAG" => "submit/2026-02-02T08-30-00Z-abc1234",
            "COMMIT_URL" => "https://exemple/commit/abc",
            "RELEASE_URL" => "https://exemple/releases/tag/x",
            "GITHUB_REPOSITORY" => "ecole/Rust-tokio-ada",
            "USERNAME" => "  ",
            _ => return None,
        };
        Some(valeur.to_owned())
    }

    #[test]
    fn l_identite_vient_de_l_environnement() {
        let identite = Identite::lire(&environnement).unwrap();
        assert_eq!(identite.owner.as_deref(), Some("ada"));
        assert_eq!(identite.review, identite.commit);
        assert_eq!(identite.assignment_type, "individual");
        assert_eq!(identite.datetime.as_deref(), Some("2026-02-02T08:30:00Z"));
    }

    #[test]
    fn ce_qui_manque_est_nomme() {
        let sans = |nom: &str| environnement(nom).filter(|_| !nom.contains("SS"));
        let erreur = Identite::lire(&sans).unwrap_err().to_string();
        assert!(erreur.contains("CLASSROOM, ASSIGNMENT"), "{erreur}");
        assert!(!erreur.contains("COMMIT_URL"), "{erreur}");
    }

    #[test]
    fn une_etiquette_etrange_n_a_pas_d_instant() {
        for etiquette in [
            "submit/phase1",
            "submit/2026-02-02T08-30-0éZ",
            "v1",
            "submit/",
        ] {
            assert_eq!(instant(etiquette), None, "{etiquette}");
        }
    }
}
