//! Étape 1 : faire_une_pause.

use crate::commun_aux_etapes::{
    PISTE_ENSEMBLE, PISTE_PAUSE, exiger_duree, exiger_une_pause_exacte,
};
use crate::faire_une_pause;
use banc::{Metronome, attraper, chronometrer, echec, ensemble, exiger, finir, message_de, ms};
use std::any::Any;
use std::time::Duration;
use tokio::time::error::Elapsed;
use tokio::time::{advance, timeout};

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_pause_dure_exactement_le_temps_demande() {
    for demandee in [ms(1), ms(100), ms(250)] {
        exiger_une_pause_exacte(demandee).await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_pause_nulle_finit_sans_attendre() {
    let ((), duree) = chronometrer(faire_une_pause(Duration::ZERO)).await;
    exiger!(
        duree.is_zero(),
        "une pause nulle ne dure rien",
        "elle a duré {duree:?}",
        "n'ajoute rien à la durée demandée"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_pause_immense_attend_sans_paniquer() {
    // D'abord une courte : une réponse qui bloque le thread figerait ce test pour de bon.
    exiger_une_pause_exacte(ms(20)).await;
    // La seconde ne vaut plus que 10 ms si on la réduit à 32 bits.
    for demandee in [Duration::MAX, ms((1 << 32) + 10)] {
        let mut pause = Box::pin(faire_une_pause(demandee));
        exiger_en_cours(attraper(timeout(ms(1000), pause.as_mut())).await);
        // D'un bond : une attente faite de petits pas n'a pas à les faire tous.
        advance(Duration::from_secs(2 * 3600)).await;
        exiger_en_cours(attraper(timeout(ms(1), pause.as_mut())).await);
    }
}

/// L'issue d'une pause immense qu'on n'attend pas jusqu'au bout.
#[track_caller]
fn exiger_en_cours(issue: Result<Result<(), Elapsed>, Box<dyn Any + Send>>) {
    match issue {
        Ok(Err(_)) => {}
        Ok(Ok(())) => echec!(
            "une pause immense (`Duration::MAX`, ou 50 jours) est toujours en cours au bout de quelques heures",
            "elle est déjà finie",
            "l'attente doit durer `duree`, quelle qu'elle soit : sans plafond, ni conversion vers un nombre qui ne \
             peut pas la contenir"
        ),
        Err(panique) => {
            let message = message_de(&*panique);
            echec!(
                "une pause de `Duration::MAX` attend, simplement",
                "une panique : {message}",
                "calculer l'instant de la fin (`Instant::now() + duree`) déborde : il y a une fonction \
                 de Tokio qui prend une durée"
            )
        }
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_pauses_attendues_ensemble_durent_la_plus_longue() {
    let pauses = vec![faire_une_pause(ms(100)), faire_une_pause(ms(150))];
    let (_, duree) = chronometrer(finir(ensemble(pauses), PISTE_PAUSE)).await;
    exiger_duree(
        duree,
        ms(150),
        "100 ms et 150 ms attendues ensemble",
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
