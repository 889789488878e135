//! Étape 2, `saluer_apres` : attendre le délai, puis rendre le salut, mot pour mot.

use std::time::Duration;

use banc::{
    Boite, chronometrer, ensemble, exiger_aucun_temps_reel, exiger_egal, finir, ms, nommer,
};

use crate::commun_aux_etapes::{
    PISTE_ENSEMBLE, PISTE_PAUSE, exiger_de_longues_attentes, exiger_des_durees_fines, exiger_duree,
    exiger_un_texte_rempli, exiger_une_attente_sans_fin,
};
use crate::saluer_apres; // nom fixé par l'énoncé

/// L'appel, avec les types de la consigne.
fn salut(nom: &str, delai: Duration) -> Boite<'_, String> {
    Box::pin(saluer_apres(nom, delai)) // signature fixée : async fn saluer_apres(nom: &str, delai: Duration) -> String
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_salut_est_rendu_mot_pour_mot() {
    for (nom, attendu) in [
        ("Ferris", "Bonjour, Ferris !"),
        ("Zoé Élan", "Bonjour, Zoé Élan !"),
        ("ada", "Bonjour, ada !"),
        ("Marie-Antoinette", "Bonjour, Marie-Antoinette !"),
        (" Bob ", "Bonjour,  Bob  !"),
        ("", "Bonjour,  !"),
    ] {
        let texte = finir(salut(nom, ms(10)), PISTE_PAUSE).await;
        exiger_un_texte_rempli(&texte, attendu);
        exiger_egal!(
            texte,
            attendu,
            "le salut de {nom:?}",
            "compare caractère par caractère : virgule, nom tel qu'il est reçu, espace ordinaire avant le point \
             d'exclamation, pas de retour à la ligne"
        );
    }
}

/// Un salut arrive après ce délai, pas avant et pas plus tard ; sinon, dit pourquoi.
async fn exiger_le_delai(delai: Duration) {
    let appel = finir(nommer("salut", salut("Ferris", delai)), PISTE_PAUSE);
    let (_, duree) = chronometrer(appel).await;
    exiger_duree(
        duree,
        delai,
        "le délai avant le salut",
        "l'attente passe par l'étape 1, avec `delai` tel quel, et elle a besoin de son `.await` ; `std::thread::sleep` ne compte \
         pas sur l'horloge de Tokio",
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_salut_arrive_apres_le_delai_et_pas_avant() {
    for delai in [Duration::ZERO, ms(40), ms(200)] {
        exiger_le_delai(delai).await;
    }
}

/// Un salut dont seule l'attente compte.
fn attente(delai: Duration) -> Boite<'static, ()> {
    Box::pin(async move {
        salut("Ferris", delai).await;
    })
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn n_importe_quel_delai_convient() {
    exiger_le_delai(ms(40)).await;
    exiger_des_durees_fines("un délai", &attente).await;
    exiger_une_attente_sans_fin("un délai", &attente).await;
}

#[banc::etape]
#[test]
fn un_long_delai_finit_a_l_heure() {
    exiger_de_longues_attentes("un délai", &attente);
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_delai_ne_bloque_aucun_thread_meme_un_instant() {
    exiger_aucun_temps_reel("le délai avant le salut", &|| attente(ms(3))).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn trois_saluts_ensemble_durent_le_plus_long() {
    // D'abord un seul : ce qui le fausse n'est pas d'en attendre trois.
    exiger_le_delai(ms(40)).await;
    let mut saluts = Vec::new();
    for (nom, delai) in [("A", 30), ("B", 10), ("C", 20)] {
        saluts.push(nommer(nom, salut(nom, ms(delai))));
    }
    let (textes, duree) = chronometrer(finir(ensemble(saluts), PISTE_PAUSE)).await;
    exiger_duree(
        duree,
        ms(30),
        "trois saluts de 30, 10 et 20 ms attendus ensemble",
        PISTE_ENSEMBLE,
    );
    exiger_egal!(
        textes,
        ["Bonjour, A !", "Bonjour, B !", "Bonjour, C !"],
        "les trois saluts",
        "chaque appel rend le salut de son propre nom, mot pour mot ; si les noms sont les bons, compare \
         caractère par caractère"
    );
    let mut vingt = Vec::new();
    for numero in 0..20 {
        vingt.push(salut(["A", "B", "C"][numero % 3], ms(50)));
    }
    let (_, duree) = chronometrer(finir(ensemble(vingt), PISTE_PAUSE)).await;
    exiger_duree(
        duree,
        ms(50),
        "vingt saluts de 50 ms attendus ensemble, de trois noms en tout",
        PISTE_ENSEMBLE,
    );
}
