//! Étape 2, `taille_totale` : deux téléchargements l'un après l'autre, et la somme de leurs tailles en octets.

use std::time::{Duration, Instant};

use banc::{
    Boite, chronometrer, ensemble, exiger, exiger_aucun_temps_reel, exiger_egal,
    exiger_une_attente, finir, nommer, texte,
};

use crate::taille_totale; // nom fixé par l'énoncé

/// L'appel, avec les types de la consigne.
fn total<'a>(premier: &'a str, second: &'a str) -> Boite<'a, usize> {
    Box::pin(taille_totale(premier, second)) // signature fixée : async fn taille_totale(premier: &str, second: &str) -> usize
}

const DEUX_SECONDES: Duration = Duration::from_secs(2);

const PISTE_TAILLE: &str = "les deux attentes sont celles de l'étape 1, chacune avec son `.await`, sans verrou que \
    d'autres calculs puissent tenir";

const PISTE_SANS_TELECHARGER: &str = "chaque fichier se télécharge par l'étape 1, même si sa taille se devine ; et \
    sans `.await`, un future n'attend rien";

/// Une somme de tailles de valeurs (`String`, `&str`) n'est pas une somme de longueurs de textes : elle ne dépend pas d'eux.
#[track_caller]
fn exiger_des_longueurs(tailles: &[usize], attendu: &str) {
    let taille = tailles[0];
    let celle_d_une_valeur = taille == 2 * size_of::<String>() || taille == 2 * size_of::<&str>();
    exiger!(
        !celle_d_une_valeur || tailles.iter().any(|&autre| autre != taille),
        "{attendu}",
        "{taille}, la taille de deux valeurs de Rust, quels que soient les textes",
        "`size_of_val` mesure la valeur elle-même (l'adresse du texte, sa longueur) : c'est au texte qu'il faut demander sa \
         longueur"
    );
}

/// Trop courte et trop longue n'ont pas la même cause.
#[track_caller]
fn exiger_deux_secondes(duree: Duration, depart: Instant, trop_long: &str) {
    exiger_une_attente(
        "une attente",
        duree,
        DEUX_SECONDES,
        depart,
        PISTE_SANS_TELECHARGER,
    );
    let lue = texte::duree(duree);
    exiger!(
        duree >= DEUX_SECONDES,
        "deux téléchargements d'une seconde l'un après l'autre durent 2 s",
        "ils ont duré {lue} : ils ont couru ensemble, ou il n'y en a eu qu'un",
        "pas de `join!` ni de `spawn` ici : le second ne commence qu'après la fin du premier (l'exo 31 les fera \
         avancer ensemble), même si c'est deux fois le même nom"
    );
    exiger!(
        duree == DEUX_SECONDES,
        "deux téléchargements d'une seconde l'un après l'autre durent 2 s",
        "ils ont duré {lue}",
        "{trop_long}"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_deux_tailles_s_additionnent() {
    let couples = [("a", "bcd", 26), ("rapport.txt", "", 33), ("", "", 22)];
    let mut tailles = Vec::new();
    for (premier, second, _) in couples {
        tailles.push(finir(total(premier, second), PISTE_TAILLE).await);
    }
    exiger_des_longueurs(&tailles, "trois sommes de longueurs = 26, 33 et 22");
    for ((premier, second, attendue), taille) in couples.into_iter().zip(tailles) {
        let noms = premier.len() + second.len();
        exiger!(
            taille != noms,
            "la taille des contenus {premier:?} et {second:?} = {attendue}",
            "{taille}, la longueur des deux noms",
            "ce sont les contenus rendus par l'étape 1 qu'il faut mesurer, pas les noms demandés"
        );
        let vides = usize::from(premier.is_empty()) + usize::from(second.is_empty());
        exiger!(
            taille == attendue || taille + vides != attendue,
            "la taille des contenus {premier:?} et {second:?} = {attendue}",
            "{taille} : il y manque l'espace qui suit « contenu de »",
            "c'est le contenu entier qui se mesure, espaces du bord comprises : sans `trim`"
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
    let taille = finir(total("été", "œuf"), PISTE_TAILLE).await;
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
    let taille = finir(total(&long, &long), PISTE_TAILLE).await;
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
        let depart = Instant::now();
        let (_, duree) = chronometrer(finir(
            nommer("calcul", total(premier, second)),
            PISTE_TAILLE,
        ))
        .await;
        exiger_deux_secondes(
            duree,
            depart,
            "deux appels à l'étape 1, pas plus : garde chaque contenu au lieu de le redemander",
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_calcul_ne_bloque_aucun_thread_meme_un_instant() {
    fn appel() -> Boite<'static, ()> {
        Box::pin(async {
            total("a.txt", "b.txt").await;
        })
    }
    exiger_aucun_temps_reel("le calcul", &appel).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_calculs_attendus_ensemble_durent_deux_secondes() {
    let calculs = ensemble(vec![
        nommer("calcul 1", total("a", "b")),
        nommer("calcul 2", total("ccc", "")),
    ]);
    let depart = Instant::now();
    let (tailles, duree) = chronometrer(finir(calculs, PISTE_TAILLE)).await;
    exiger_deux_secondes(
        duree,
        depart,
        "deux calculs attendus ensemble ne se gênent pas : ou bien l'un attend la fin de l'autre (un verrou commun), \
         ou bien chacun télécharge plus de deux fois",
    );
    exiger_des_longueurs(&tailles, "les deux tailles = [24, 25]");
    exiger_egal!(
        tailles,
        [24, 25],
        "les deux tailles",
        "chaque appel additionne les tailles de ses deux fichiers à lui"
    );
}
