//! Juger la durée d'un appel.

use std::time::{Duration, Instant};

use crate::{PISTE_THREAD_ENDORMI, exiger};

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
    exiger!(
        !(duree.is_zero() && depart.elapsed() >= demandee),
        "{quoi} de {demandee:?} sur l'horloge de Tokio",
        "0 ms sur l'horloge de Tokio, alors que le temps réel a passé : un thread a été bloqué",
        "{PISTE_THREAD_ENDORMI}"
    );
    exiger!(
        !duree.is_zero(),
        "{quoi} de {demandee:?} sur l'horloge de Tokio",
        "aucune attente : l'appel a fini tout de suite",
        "{piste}"
    );
}
