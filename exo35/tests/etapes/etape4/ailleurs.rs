//! Le fichier provisoire est préparé à côté de celui qu'il remplace, et nulle part ailleurs.

#[cfg(target_os = "linux")]
use std::io::ErrorKind;

use banc::disque_plein::{TROP_LONG, ecrire_a_l_etroit, exiger_une_erreur};
use banc::enfant::Parent;
use banc::exiger;
use banc::fichiers::{contenu, texte};
use banc::io::{issue_dans_un_enfant, reussir};
use banc::texte::nombre;
#[cfg(target_os = "linux")]
use banc::{
    Dossier,
    fichiers::lire_le_debut,
    io::{PISTE_PAR_UN_FICHIER, appeler},
};

use super::{
    PISTE_SANS_EFFET, exiger_deja_la, exiger_les_noms, informer, synchronise_avant_de_renommer,
};
use crate::remplacer; // nom fixé par l'énoncé

const PISTE_A_COTE: &str = "`rename` ne passe pas d'un système de fichiers à l'autre, et une copie n'est pas atomique : le \
    fichier temporaire se prépare à côté de celui qu'il remplace, pas dans le dossier temporaire du système";

#[cfg(target_os = "linux")]
const ANCIEN: &str = "l'ancien contenu";

/// Le fichier est sur un autre système de fichiers que le dossier temporaire du système.
#[cfg(target_os = "linux")]
#[banc::etape]
#[tokio::test]
async fn le_fichier_peut_etre_sur_n_importe_quel_disque() {
    let dossier = Dossier::sur_un_autre_disque(env!("CARGO_TARGET_TMPDIR"));
    let chemin = dossier.poser("etat.bin", ANCIEN);
    let lire_la_suite = lire_le_debut(&chemin, 3);
    let issue = appeler(remplacer(&chemin, b"nouveau")).await;
    if issue.is_ok() {
        exiger_deja_la(&chemin, b"nouveau").await;
    }
    let piste = match &issue {
        Ok(()) => PISTE_SANS_EFFET,
        // 18 : d'un système de fichiers à l'autre (EXDEV).
        Err(erreur) if erreur.raw_os_error() == Some(18) => PISTE_A_COTE,
        Err(erreur) if erreur.kind() == ErrorKind::NotADirectory => PISTE_PAR_UN_FICHIER,
        Err(_) => {
            "rien n'empêche cet appel d'aboutir : regarde laquelle de tes opérations échoue, et ce qu'elle \
             suppose du fichier"
        }
    };
    exiger!(
        issue.is_ok() && texte(&chemin) == "nouveau",
        "le fichier se remplace sur n'importe quel disque",
        "{issue:?}",
        "{piste}"
    );
    exiger!(
        lire_la_suite() == ANCIEN.as_bytes()[3..],
        "sur un autre disque aussi, un lecteur à mi-chemin lit la fin de l'ancien contenu",
        "il a lu un mélange des deux : le fichier lui-même a été réécrit",
        "{PISTE_A_COTE}"
    );
}

/// Dans l'enfant, le dossier temporaire du système n'existe pas : qui s'en sert échoue, quels que soient les disques.
#[banc::etape]
#[tokio::test]
async fn le_dossier_temporaire_du_systeme_ne_sert_pas() {
    if let Some(parent) = Parent::trouver() {
        return informer(parent, b"nouveau").await;
    }
    let dossier = banc::dossier!();
    let chemin = dossier.fichier("etat.bin");
    reussir(remplacer(&chemin, b"ancien")).await;
    exiger_deja_la(&chemin, b"ancien").await;
    let issue = issue_dans_un_enfant(&dossier, Some("export TMPDIR=/dev/null/absent"));
    let tenu = texte(&chemin);
    exiger!(
        issue == "Ok(())",
        "le fichier se remplace même quand le dossier temporaire du système n'existe pas",
        "{issue}",
        "{PISTE_A_COTE}"
    );
    exiger!(
        tenu == "nouveau",
        "le fichier contient le nouveau contenu",
        "{tenu:?}",
        "{PISTE_SANS_EFFET}"
    );
}

/// Il n'y a pas d'ancien à protéger, et pourtant rien ne doit se montrer avant d'être entier.
#[banc::etape]
#[tokio::test]
async fn un_fichier_a_creer_se_prepare_aussi_a_cote() {
    if let Some(parent) = Parent::trouver() {
        return informer(parent, TROP_LONG.as_bytes()).await;
    }
    let dossier = banc::dossier!();
    let essai = dossier.fichier("essai.bin");
    reussir(remplacer(&essai, b"nouveau")).await;
    exiger_deja_la(&essai, b"nouveau").await;
    let chemin = dossier.fichier("etat.bin");
    let Some(issue) = ecrire_a_l_etroit(&dossier, &chemin) else {
        return;
    };
    if issue.starts_with("Ok") && synchronise_avant_de_renommer() {
        return;
    }
    let cree = contenu(&chemin);
    let octets = nombre(cree.as_ref().map_or(0, Vec::len), "octet", "octets");
    exiger!(
        cree.is_none(),
        "quand le disque refuse l'écriture d'un fichier qui n'existait pas, il n'existe toujours pas",
        "il est là, avec {octets} : un morceau du contenu",
        "un fichier à créer se prépare aussi à côté : écrit sur place, ou renommé avant la fin de l'écriture (`flush`), il se \
         montre incomplet"
    );
    exiger_une_erreur(
        &issue,
        "quand le disque refuse l'écriture",
        "l'erreur de l'écriture a été avalée : c'est elle qu'il faut rendre, ménage fait",
    );
    let quand = "après une création qui a échoué au milieu";
    exiger_les_noms(&dossier, &["essai.bin"], quand).await;
}
