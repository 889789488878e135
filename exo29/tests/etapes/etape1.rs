//! Étape 1, `faire_une_pause` : une attente de n'importe quelle durée, qui ne bloque aucun thread.

use std::time::{Duration, Instant};

use banc::{
    Boite, Metronome, chronometrer, echec, ensemble, exiger, exiger_aucun_temps_reel,
    exiger_une_attente, finir, ms, nommer, texte,
};
use tokio::time::sleep;

use crate::commun_aux_etapes::{
    PISTE_ENSEMBLE, PISTE_PAUSE, exiger_de_longues_attentes, exiger_des_durees_fines, exiger_duree,
    exiger_une_attente_sans_fin,
};
use crate::faire_une_pause; // nom fixé par l'énoncé

/// L'appel, avec les types de la consigne : une réponse qui rend un type à elle, égal à tout, ne compile pas.
fn pause(duree: Duration) -> Boite<'static, ()> {
    Box::pin(faire_une_pause(duree)) // signature fixée : async fn faire_une_pause(duree: Duration)
}

/// Une courte pause dure exactement ce qu'on demande ; sinon, dit pourquoi.
async fn exiger_une_pause_exacte(demandee: Duration) {
    let depart_reel = Instant::now();
    let ((), duree) = chronometrer(finir(nommer("pause", pause(demandee)), PISTE_PAUSE)).await;
    if duree == demandee {
        return;
    }
    exiger_une_attente(
        "une pause",
        duree,
        demandee,
        depart_reel,
        "appeler une fonction async ne fait que préparer un future : sans `.await`, il n'attend rien ; et s'il est \
         attendu, le premier tic d'un `interval` est immédiat, et une durée convertie en secondes entières peut \
         tomber à zéro",
    );
    let (demandee, duree) = (texte::duree(demandee), texte::duree(duree));
    echec!(
        "une pause de {demandee} sur l'horloge de Tokio",
        "une pause de {duree}",
        "c'est `duree`, et rien d'autre, qu'il faut attendre, une seule fois, et sur l'horloge de Tokio"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_pause_dure_exactement_le_temps_demande() {
    for demandee in [ms(1), ms(100), ms(250)] {
        exiger_une_pause_exacte(demandee).await;
    }
    // Une durée que rien n'a encore attendue : une autre faute a son propre test.
    let creee_d_avance = pause(ms(120));
    sleep(ms(50)).await;
    let ((), duree) = chronometrer(finir(creee_d_avance, PISTE_PAUSE)).await;
    exiger_duree(
        duree,
        ms(120),
        "une pause créée depuis 50 ms, puis attendue",
        "appelée, une `async fn` ne fait encore rien : l'attente commence quand on l'attend, donc dans le corps de la fonction \
         async elle-même",
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_pause_nulle_finit_sans_attendre() {
    let ((), duree) = chronometrer(pause(Duration::ZERO)).await;
    let lue = texte::duree(duree);
    exiger!(
        duree.is_zero(),
        "une pause nulle ne dure rien",
        "elle a duré {lue}",
        "n'ajoute rien à la durée demandée"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_pause_immense_attend_sans_paniquer() {
    // D'abord une courte : une réponse qui bloque le thread figerait ce test pour de bon.
    exiger_une_pause_exacte(ms(1)).await;
    exiger_une_attente_sans_fin("une pause", &pause).await;
}

#[banc::etape]
#[test]
fn une_longue_pause_finit_a_l_heure() {
    exiger_de_longues_attentes("une pause", &pause);
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_pause_se_compte_plus_finement_qu_en_millisecondes() {
    exiger_une_pause_exacte(ms(1)).await;
    exiger_des_durees_fines("une pause", &pause).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_pause_ne_bloque_aucun_thread_meme_un_instant() {
    exiger_aucun_temps_reel("une pause", &|| pause(ms(3))).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_pauses_attendues_ensemble_durent_la_plus_longue() {
    // D'abord une seule : ce qui la fausse n'est pas d'en attendre deux.
    exiger_une_pause_exacte(ms(1)).await;
    let pauses = vec![nommer("a", pause(ms(100))), nommer("b", pause(ms(150)))];
    let (_, duree) = chronometrer(finir(ensemble(pauses), PISTE_PAUSE)).await;
    exiger_duree(
        duree,
        ms(150),
        "100 ms et 150 ms attendues ensemble",
        PISTE_ENSEMBLE,
    );
    let mut vingt = Vec::new();
    for _ in 0..20 {
        vingt.push(pause(ms(170)));
    }
    let (_, duree) = chronometrer(finir(ensemble(vingt), PISTE_PAUSE)).await;
    exiger_duree(
        duree,
        ms(170),
        "vingt pauses de 170 ms attendues ensemble",
        PISTE_ENSEMBLE,
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_autres_taches_avancent_pendant_la_pause() {
    let metronome = Metronome::lancer(ms(10));
    exiger_une_pause_exacte(ms(105)).await;
    let battements = metronome.battements();
    exiger!(
        battements == 10,
        "un métronome de 10 ms bat 10 fois pendant une pause de 105 ms",
        "il a battu {battements} fois",
        "pendant la pause, le thread doit rester libre pour les autres tâches : `std::thread::sleep` \
         le garde pour lui"
    );
}
