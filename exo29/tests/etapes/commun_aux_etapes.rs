//! Ce que les étapes partagent.

use crate::{executer_bloquant, faire_une_pause, saluer_apres, saluer_en_arriere_plan};
use banc::{PISTE_THREAD_ENDORMI, chronometrer, echec, exiger, finir};
use std::time::Duration;
use tokio::task::JoinHandle;

/// Les types de la consigne, à la lettre : une réponse qui rend un type à elle, égal à tout, ne compile pas.
#[expect(dead_code, reason = "seuls ses types comptent")]
fn signatures<T: Send + 'static>(
    nom: &str,
    delai: Duration,
    travail: impl FnOnce() -> T + Send + 'static,
) {
    fn rend<T>(_: impl Future<Output = T>) {}
    fn poignee(_: JoinHandle<String>) {}
    rend::<()>(faire_une_pause(delai));
    rend::<String>(saluer_apres(nom, delai));
    poignee(saluer_en_arriere_plan(String::new(), delai));
    rend::<T>(executer_bloquant(travail));
}

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

/// Une courte pause dure exactement ce qu'on demande ; sinon, dit pourquoi.
pub async fn exiger_une_pause_exacte(demandee: Duration) {
    let depart_reel = std::time::Instant::now();
    let ((), duree) = chronometrer(finir(faire_une_pause(demandee), PISTE_PAUSE)).await;
    if duree == demandee {
        return;
    }
    exiger!(
        !(duree.is_zero() && depart_reel.elapsed() >= demandee),
        "une pause de {demandee:?} sur l'horloge de Tokio",
        "0 ms sur l'horloge de Tokio, alors que le temps réel a passé : un thread a été bloqué",
        "{PISTE_THREAD_ENDORMI}"
    );
    exiger!(
        !duree.is_zero(),
        "une pause de {demandee:?} sur l'horloge de Tokio",
        "aucune attente : la fonction a fini tout de suite",
        "appeler une fonction async ne fait que préparer un future : sans `.await`, il n'attend rien ; et s'il est \
         attendu, le premier tic d'un `interval` est immédiat, et une durée convertie en secondes entières peut \
         tomber à zéro"
    );
    echec!(
        "une pause de {demandee:?} sur l'horloge de Tokio",
        "une pause de {duree:?}",
        "c'est `duree`, et rien d'autre, qu'il faut attendre, une seule fois, et sur l'horloge de Tokio"
    );
}
