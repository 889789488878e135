//! Lire la réponse d'un apprenant sans rien supposer d'elle.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use thiserror::Error;

use super::inventaire;
use crate::socle::francais::entree_sortie;

/// Taille, en octets, au-delà de laquelle un `main.rs` n'est pas une réponse.
pub const TAILLE_MAX: u64 = 512 * 1024;

/// Pourquoi un fichier n'est pas une réponse lisible.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[allow(missing_docs, reason = "les messages disent tout")]
pub(crate) enum Illisible {
    #[error("le fichier n'existe pas")]
    Absent,
    #[error("aucune réponse n'a été trouvée dans cette remise : {0}")]
    Aucune(String),
    #[error("plusieurs réponses diffèrent : {0} ; rien ne dit laquelle noter")]
    Plusieurs(String),
    #[error(
        "plusieurs réponses diffèrent : {0} ; rien ne dit laquelle noter ; est-ce un lot ? --lot {1}"
    )]
    PlusieursOuUnLot(String, String),
    #[error("l'énoncé est là tel quel, et une réponse en {0} : rien ne dit laquelle noter")]
    EnonceEtAilleurs(String),
    #[error("un fichier vide est à sa place, et une réponse en {0} : rien ne dit laquelle noter")]
    VideEtAilleurs(String),
    #[error(
        "pas de fichier de cet exercice à noter tel quel, mais ce qui ressemble à une réponse en {0} : rien ne dit de la \
         noter"
    )]
    Proche(String),
    #[error(
        "rien à noter pour cet exercice, que nomme pourtant {0} : rien ne dit qu'il n'est pas rendu"
    )]
    NonLu(String),
    #[error(
        "l'énoncé est là tel quel, et {0}, qui n'est pas lu : rien ne dit que ce n'est pas la réponse"
    )]
    EnonceEtNonLu(String),
    #[error(
        "la réponse ressemble à {0}, et n'a pas les fonctions de cet exercice : à ranger en {0}/src/main.rs si {0} manque, \
         et celle de cet exercice à redemander"
    )]
    AutreExercice(String),
    #[error("la réponse emploie {0} : elle doit tenir dans main.rs")]
    EnPlusieursFichiers(String),
    #[error(
        "le main.rs à sa place n'a aucune des fonctions demandées, et une réponse est en {0} : rien ne dit laquelle noter"
    )]
    RienEtAilleurs(String),
    #[error("le fichier rendu est vide")]
    RenduVide,
    #[error("{0}")]
    NonRegarde(String),
    #[error("ce n'est pas un fichier ordinaire (lien, dossier, tube…)")]
    PasUnFichier,
    #[error("un lien mène hors de la copie")]
    HorsDeLaCopie,
    #[error("le fichier est vide")]
    Vide,
    #[error("le fichier dépasse {} Kio", TAILLE_MAX / 1024)]
    Enorme,
    #[error("le fichier est en UTF-16 : enregistre-le en UTF-8 (ligne 1, et toutes les autres)")]
    Utf16,
    #[error("le fichier n'est pas en UTF-8 à la ligne {0} : enregistre-le en UTF-8")]
    PasUtf8(usize),
    #[error("le fichier ne se lit pas : {0}")]
    Systeme(String),
}

/// Ce que l'élève lit d'une réponse illisible : ce qui est là, que `raison` dit, et ce qu'il a à remettre. Ce que
/// l'enseignant a à trancher n'est pas pour lui.
pub(crate) fn pour_l_eleve(raison: &str, exercice: &str) -> String {
    const A_L_ENSEIGNANT: [&str; 4] = [
        " ; rien ne dit",
        " : rien ne dit",
        " : à ranger",
        " : elle doit tenir",
    ];
    let fins = A_L_ENSEIGNANT.iter().filter_map(|suite| raison.find(suite));
    let constat = &raison[..fins.min().unwrap_or(raison.len())];
    let place = inventaire::reponse_de(exercice);
    let conseil = match constat {
        c if c.starts_with("plusieurs réponses") => {
            format!("garde celle qui doit être notée, et remets-la en {place}")
        }
        c if c.starts_with("la réponse emploie") => {
            format!("elle doit tenir dans {place} : mets-y tout, et remets-la")
        }
        c if c.starts_with("l'archive") => {
            format!("remets {place}, tel quel ou dans un .zip ordinaire")
        }
        c if c.contains("UTF-8") => format!("puis remets-le en {place}"),
        _ => format!("remets ta réponse à cet exercice en {place}"),
    };
    format!("{constat} ; {conseil}")
}

/// Vrai si la réponse peut garder un état d'un appel à l'autre (`static`, `thread_local!`). Dans un même processus,
/// un test y verrait ce qu'un autre y laisse. Un commentaire suffit à le faire croire : cela ne coûte que du temps.
pub(crate) fn a_un_etat_global(reponse: &str) -> bool {
    reponse
        .match_indices("static")
        .any(|(debut, _)| !reponse[..debut].ends_with('\''))
}

/// Le texte d'une réponse.
///
/// # Errors
/// Le fichier manque, n'est pas ordinaire, est vide, énorme, n'est pas de l'UTF-8, ou ne se lit pas.
pub(crate) fn lire(chemin: &Path) -> Result<String, Illisible> {
    let systeme = |erreur: std::io::Error| match erreur.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => Illisible::Absent,
        _ => Illisible::Systeme(entree_sortie(&erreur)),
    };
    // Sans suivre les liens, et avant d'ouvrir : ouvrir un tube attendrait un écrivain.
    let nature = chemin.symlink_metadata().map_err(systeme)?;
    if !nature.is_file() {
        return Err(Illisible::PasUnFichier);
    }
    let mut octets = Vec::new();
    let fichier = File::open(chemin).map_err(systeme)?;
    fichier
        .take(TAILLE_MAX + 1)
        .read_to_end(&mut octets)
        .map_err(systeme)?;
    texte(octets)
}

/// Le texte que sont ces octets, dont un de trop dit que le fichier est énorme.
///
/// # Errors
/// Ils sont trop nombreux, vides, ou ne sont pas de l'UTF-8.
pub(crate) fn texte(octets: Vec<u8>) -> Result<String, Illisible> {
    if octets.len() as u64 > TAILLE_MAX {
        return Err(Illisible::Enorme);
    }
    if est_utf16(&octets) {
        return Err(Illisible::Utf16);
    }
    let texte = String::from_utf8(octets).map_err(|erreur| {
        let valides = &erreur.as_bytes()[..erreur.utf8_error().valid_up_to()];
        Illisible::PasUtf8(1 + valides.iter().filter(|octet| **octet == b'\n').count())
    })?;
    if texte.trim().is_empty() {
        return Err(Illisible::Vide);
    }
    Ok(texte)
}

/// Vrai pour de l'UTF-16, dont un texte ordinaire a un octet nul sur deux, avec ou sans sa marque de tête.
fn est_utf16(octets: &[u8]) -> bool {
    let marque = octets.starts_with(&[0xFF, 0xFE]) || octets.starts_with(&[0xFE, 0xFF]);
    let debut = &octets[..octets.len().min(64)];
    let nuls = debut.iter().filter(|octet| **octet == 0).count();
    marque || (debut.len() >= 4 && nuls * 3 >= debut.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chaque_defaut_a_son_nom() {
        let dossier = tempfile::tempdir().unwrap();
        let fichier = dossier.path().join("main.rs");
        assert_eq!(lire(&fichier), Err(Illisible::Absent));
        assert_eq!(lire(&fichier.join("dessous")), Err(Illisible::Absent));
        assert_eq!(lire(dossier.path()), Err(Illisible::PasUnFichier));
        std::fs::write(&fichier, " \n\t").unwrap();
        assert_eq!(lire(&fichier), Err(Illisible::Vide));
        std::fs::write(&fichier, b"fn main() {}\n// \xe9t\xe9").unwrap();
        assert_eq!(lire(&fichier), Err(Illisible::PasUtf8(2)));
        let texte = "fn main() {}\n// été";
        for octets in [u16::to_le_bytes, u16::to_be_bytes] {
            let utf16: Vec<u8> = texte.encode_utf16().flat_map(octets).collect();
            std::fs::write(&fichier, utf16).unwrap();
            assert_eq!(lire(&fichier), Err(Illisible::Utf16));
        }
        std::fs::write(&fichier, vec![b' '; TAILLE_MAX as usize + 1]).unwrap();
        assert_eq!(lire(&fichier), Err(Illisible::Enorme));
        std::fs::write(&fichier, "fn main() {}").unwrap();
        assert_eq!(lire(&fichier).as_deref(), Ok("fn main() {}"));
    }

    #[test]
    fn l_eleve_lit_quoi_remettre_et_rien_de_ce_que_l_enseignant_tranche() {
        let ou = || "« a », « b »".to_owned();
        let tous = [
            Illisible::Aucune("elle est vide".to_owned()),
            Illisible::Plusieurs(ou()),
            Illisible::PlusieursOuUnLot(ou(), "/copies/lot".to_owned()),
            Illisible::EnonceEtAilleurs(ou()),
            Illisible::VideEtAilleurs(ou()),
            Illisible::Proche(ou()),
            Illisible::NonLu(ou()),
            Illisible::EnonceEtNonLu(ou()),
            Illisible::AutreExercice("exo30".to_owned()),
            Illisible::EnPlusieursFichiers("un autre fichier, `pause.rs`".to_owned()),
            Illisible::RienEtAilleurs(ou()),
            Illisible::RenduVide,
            Illisible::NonRegarde(
                "l'archive « a.rar » est refusée : elle ne se lit pas".to_owned(),
            ),
            Illisible::PasUnFichier,
            Illisible::HorsDeLaCopie,
            Illisible::Enorme,
            Illisible::Utf16,
            Illisible::PasUtf8(2),
            Illisible::Systeme("accès refusé".to_owned()),
        ];
        for illisible in tous {
            let dit = pour_l_eleve(&illisible.to_string(), "exo29");
            assert!(
                dit.contains("exo29/src/main.rs") && dit.contains("remets"),
                "{dit}"
            );
            for mot in ["rien ne dit", "redemander", "à ranger", "--lot"] {
                assert!(!dit.contains(mot), "{dit}");
            }
        }
        assert_eq!(
            pour_l_eleve(
                &Illisible::AutreExercice("exo30".to_owned()).to_string(),
                "exo29"
            ),
            "la réponse ressemble à exo30, et n'a pas les fonctions de cet exercice ; remets ta réponse à cet exercice en \
             exo29/src/main.rs"
        );
    }

    #[test]
    fn un_etat_global_se_voit_et_une_duree_de_vie_n_en_est_pas_un() {
        assert!(a_un_etat_global(
            "fn f() { static N: AtomicU32 = AtomicU32::new(0); }"
        ));
        assert!(a_un_etat_global(
            "thread_local! { static N: Cell<u32> = Cell::new(0); }"
        ));
        assert!(!a_un_etat_global(
            "fn f<F: Future + 'static>() -> &'static str"
        ));
    }

    #[cfg(unix)]
    #[test]
    fn un_lien_n_est_pas_suivi() {
        let dossier = tempfile::tempdir().unwrap();
        let lien = dossier.path().join("main.rs");
        std::os::unix::fs::symlink("/etc/hostname", &lien).unwrap();
        assert_eq!(lire(&lien), Err(Illisible::PasUnFichier));
    }
}
