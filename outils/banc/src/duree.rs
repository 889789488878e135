//! Juger la durée d'un appel, sur l'horloge de Tokio et sur l'horloge réelle.

use std::panic::Location;
use std::time::{Duration, Instant};

use crate::essai::tours_du_corps;
use crate::{Boite, PISTE_THREAD_ENDORMI, Patience, echec, exiger, texte};

/// Interrogations qu'aucun test qui attend qu'on le réveille ne demande à son corps.
const TOURS: u64 = 50;

const PISTE_BOUCLE: &str = "une boucle qui ne fait que céder son tour (`yield_now`) jusqu'à l'heure occupe le thread sans \
    relâche, et l'horloge de Tokio n'avance que lorsque plus personne n'a rien à faire ; Tokio a son propre minuteur, qui \
    réveille";

/// Refuse l'attente de `demandee` qui n'a rien duré sur l'horloge de Tokio. Ce que l'horloge réelle a compté depuis `depart`
/// en départage les deux causes : un thread endormi, ou pas d'attente du tout, dont `piste` est la piste. `quoi` la nomme,
/// comme « une pause ».
#[track_caller]
pub fn exiger_une_attente(
    quoi: &str,
    duree: Duration,
    demandee: Duration,
    depart: Instant,
    piste: &str,
) {
    let endormi = depart.elapsed() >= demandee;
    let demandee = texte::duree(demandee);
    exiger!(
        !(duree.is_zero() && endormi && tours_du_corps() > TOURS),
        "{quoi} de {demandee} sur l'horloge de Tokio",
        "0 ms sur l'horloge de Tokio : le temps réel a passé sans qu'un minuteur de Tokio soit attendu, et l'appel s'est fait \
         interroger sans relâche",
        "{PISTE_BOUCLE}"
    );
    exiger!(
        !(duree.is_zero() && endormi),
        "{quoi} de {demandee} sur l'horloge de Tokio",
        "0 ms sur l'horloge de Tokio, alors que le temps réel a passé : un thread a été bloqué",
        "{PISTE_THREAD_ENDORMI}"
    );
    exiger!(
        !duree.is_zero(),
        "{quoi} de {demandee} sur l'horloge de Tokio",
        "aucune attente : l'appel a fini tout de suite",
        "{piste}"
    );
}

const PISTE_SANS_FIN: &str = "rien ne réveille l'appel : ce qu'il attend n'arrive jamais";

/// Combien d'appels montrent qu'un thread dort : une machine chargée en ralentit quelques-uns, un thread endormi tous.
const ESSAIS: u32 = 20;

/// Refuse les appels qui prennent du temps réel, alors que l'horloge virtuelle saute les attentes : tous s'attardent plus de
/// 0,5 ms, et plus d'un cinquantième de leur durée (une attente faite de petits pas a le droit de les faire). `quoi` les nomme,
/// comme « une pause ». À employer sous l'horloge virtuelle.
#[track_caller]
pub fn exiger_aucun_temps_reel<'a>(
    quoi: &'a str,
    appel: &'a dyn Fn() -> Boite<'a, ()>,
) -> Boite<'a, ()> {
    let endroit = Location::caller();
    Box::pin(async move {
        let debut = Instant::now();
        let mut plus_court = Duration::MAX;
        for essai in 0..ESSAIS {
            let depart = Instant::now();
            let patience = Patience::new(PISTE_SANS_FIN);
            let ((), duree) = patience.attendre_boite(appel(), endroit).await;
            let reelle = depart.elapsed();
            if reelle < Duration::from_micros(500) + duree / 50 {
                return;
            }
            plus_court = plus_court.min(reelle);
            // Cinq appels d'une seconde ou plus en disent assez.
            if essai >= 4 && debut.elapsed() >= Duration::from_secs(3) {
                break;
            }
        }
        let plus_court = texte::duree(plus_court);
        exiger!(
            tours_du_corps() <= TOURS * u64::from(ESSAIS),
            "{quoi} ne prend que du temps de l'horloge de Tokio, que ce test saute",
            "de plusieurs appels, le plus court a pris {plus_court} de temps réel, et s'est fait interroger sans relâche",
            "{PISTE_BOUCLE}"
        );
        echec!(
            "{quoi} ne prend que du temps de l'horloge de Tokio, que ce test saute",
            "de plusieurs appels, le plus court a pris {plus_court} de temps réel",
            "un thread est bloqué, sans compter sur l'horloge de Tokio, avant ou après la bonne attente : \
             {PISTE_THREAD_ENDORMI}"
        )
    })
}
