//! Étape 1, `faire_une_pause` : une attente de n'importe quelle durée, qui ne bloque aucun thread.

use std::any::Any;
use std::task::Poll;
use std::time::{Duration, Instant};

use banc::{
    Boite, Metronome, Sonde, attraper, chronometrer, echec, ensemble, exiger, exiger_une_attente,
    finir, message_de, ms,
};
use tokio::time::advance;

use crate::commun_aux_etapes::{PISTE_ENSEMBLE, PISTE_PAUSE, exiger_duree};
use crate::faire_une_pause;

/// L'appel, avec les types de la consigne : une réponse qui rend un type à elle, égal à tout, ne compile pas.
fn pause(duree: Duration) -> Boite<'static, ()> {
    Box::pin(faire_une_pause(duree))
}

/// Une courte pause dure exactement ce qu'on demande ; sinon, dit pourquoi.
async fn exiger_une_pause_exacte(demandee: Duration) {
    let depart_reel = Instant::now();
    let ((), duree) = chronometrer(finir(pause(demandee), PISTE_PAUSE)).await;
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
    echec!(
        "une pause de {demandee:?} sur l'horloge de Tokio",
        "une pause de {duree:?}",
        "c'est `duree`, et rien d'autre, qu'il faut attendre, une seule fois, et sur l'horloge de Tokio"
    );
}

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
    let ((), duree) = chronometrer(pause(Duration::ZERO)).await;
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
        let mut pause = Sonde::new(attraper(pause(demandee)));
        exiger_en_cours(pause.sonder());
        advance(ms(1000)).await;
        exiger_en_cours(pause.sonder());
        // D'un bond : une attente faite de petits pas n'a pas à les faire tous.
        advance(Duration::from_secs(2 * 3600)).await;
        exiger_en_cours(pause.sonder());
    }
}

/// Où en est une pause immense.
#[track_caller]
fn exiger_en_cours(etat: Poll<Result<(), Box<dyn Any + Send>>>) {
    match etat {
        Poll::Pending => {}
        Poll::Ready(Ok(())) => echec!(
            "une pause immense (`Duration::MAX`, ou 50 jours) est toujours en cours au bout de quelques heures",
            "elle est déjà finie",
            "l'attente doit durer `duree`, quelle qu'elle soit : sans plafond, ni conversion vers un nombre qui ne \
             peut pas la contenir"
        ),
        Poll::Ready(Err(panique)) => {
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
    let pauses = vec![pause(ms(100)), pause(ms(150))];
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
