//! Ce que les étapes partagent : juger la durée d'une attente.

use std::time::Duration;

use banc::exiger;

/// Une durée trop longue et une durée trop courte n'ont pas la même cause.
#[track_caller]
pub fn exiger_duree(observee: Duration, attendue: Duration, quoi: &str, trop_courte: &str) {
    exiger!(
        observee >= attendue,
        "{quoi} : {attendue:?} sur l'horloge de Tokio",
        "{observee:?}, c'est trop court",
        "{trop_courte}"
    );
    exiger!(
        observee <= attendue,
        "{quoi} : {attendue:?} sur l'horloge de Tokio",
        "{observee:?}, c'est trop long",
        "l'attente est faite plusieurs fois, ou d'une autre durée que celle reçue ; et là où il y a plusieurs appels, \
         ils s'attendent peut-être l'un l'autre (un verrou qu'ils partagent, par exemple)"
    );
}

pub const PISTE_PAUSE: &str = "aucun minuteur de Tokio n'a attendu : `std::thread::sleep` endort le \
    thread entier (et toutes ses tâches), sans `.await` un future n'attend rien, et un verrou commun à tous \
    les appels les fait s'attendre les uns les autres";

pub const PISTE_ENSEMBLE: &str = "ou bien une attente bloque le thread, et les autres ne peuvent pas avancer ; ou bien, \
    sans `.await`, il n'y a pas d'attente du tout ; ou bien elle n'est pas de la durée reçue";
