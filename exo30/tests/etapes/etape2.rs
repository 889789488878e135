//! Étape 2 : taille_totale.

use crate::commun_aux_etapes::{UNE_SECONDE, attendre, refuser_attente_nulle};
use crate::taille_totale;
use banc::{chronometrer, ensemble, exiger, exiger_egal};
use std::time::Duration;

const PISTE_TAILLE: &str = "les deux attentes sont celles de l'étape 1, chacune avec son `.await`, sans verrou que \
    d'autres calculs puissent tenir";

const PISTE_SANS_TELECHARGER: &str = "chaque fichier se télécharge par l'étape 1, même si sa taille se devine ; et \
    sans `.await`, un future n'attend rien";

/// Trop courte et trop longue n'ont pas la même cause.
#[track_caller]
fn exiger_deux_secondes(duree: Duration, depart_reel: std::time::Instant, trop_long: &str) {
    refuser_attente_nulle(duree, depart_reel, PISTE_SANS_TELECHARGER);
    exiger!(
        duree >= 2 * UNE_SECONDE,
        "deux téléchargements d'une seconde l'un après l'autre durent 2 s",
        "ils ont duré {duree:?} : ils ont couru ensemble, ou il n'y en a eu qu'un",
        "pas de `join!` ni de `spawn` ici : le second ne commence qu'après la fin du premier (l'exo 31 les fera \
         avancer ensemble), même si c'est deux fois le même nom"
    );
    exiger!(
        duree == 2 * UNE_SECONDE,
        "deux téléchargements d'une seconde l'un après l'autre durent 2 s",
        "ils ont duré {duree:?}",
        "{trop_long}"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_deux_tailles_s_additionnent() {
    for (premier, second, attendue) in [("a", "bcd", 26), ("rapport.txt", "", 33), ("", "", 22)] {
        let noms = premier.len() + second.len();
        let taille = attendre(taille_totale(premier, second), PISTE_TAILLE).await;
        exiger!(
            taille != noms,
            "la taille des contenus {premier:?} et {second:?} = {attendue}",
            "{taille}, la longueur des deux noms",
            "ce sont les contenus rendus par l'étape 1 qu'il faut mesurer, pas les noms demandés"
        );
        exiger_egal!(
            taille,
            attendue,
            "la taille des contenus de {premier:?} et {second:?}",
            "les deux contenus comptent, chacun une fois : ni deux fois le même, ni un seul"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_tailles_se_comptent_en_octets() {
    let taille = attendre(taille_totale("été", "œuf"), PISTE_TAILLE).await;
    exiger!(
        taille != 28,
        "« contenu de été » et « contenu de œuf » font 31 octets",
        "28, leur nombre de caractères",
        "`chars().count()` compte des caractères ; une lettre accentuée prend deux octets en UTF-8"
    );
    exiger_egal!(
        taille,
        31,
        "la taille de « contenu de été » et « contenu de œuf »",
        "c'est la longueur en octets de chaque contenu entier, accents compris"
    );
    let long = "n".repeat(70_000);
    let taille = attendre(taille_totale(&long, &long), PISTE_TAILLE).await;
    exiger_egal!(
        taille,
        140_022,
        "la taille de deux contenus de 70011 octets",
        "la somme est un `usize` d'un bout à l'autre : convertie en `u8` ou en `u16`, elle déborde"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_telechargements_se_suivent_pendant_deux_secondes() {
    for (premier, second) in [("a.txt", "b.txt"), ("a.txt", "a.txt")] {
        let depart_reel = std::time::Instant::now();
        let (_, duree) = chronometrer(attendre(taille_totale(premier, second), PISTE_TAILLE)).await;
        exiger_deux_secondes(
            duree,
            depart_reel,
            "deux appels à l'étape 1, pas plus : garde chaque contenu au lieu de le redemander",
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_calculs_attendus_ensemble_durent_deux_secondes() {
    let calculs = vec![
        attendre(taille_totale("a", "b"), PISTE_TAILLE),
        attendre(taille_totale("ccc", ""), PISTE_TAILLE),
    ];
    let depart_reel = std::time::Instant::now();
    let (tailles, duree) = chronometrer(ensemble(calculs)).await;
    exiger_deux_secondes(
        duree,
        depart_reel,
        "deux calculs attendus ensemble ne se gênent pas : ou bien l'un attend la fin de l'autre (un verrou commun), \
         ou bien chacun télécharge plus de deux fois",
    );
    exiger_egal!(
        tailles,
        [24, 25],
        "les deux tailles",
        "chaque appel additionne les tailles de ses deux fichiers à lui"
    );
}
