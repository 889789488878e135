//! Ce que les étapes partagent : juger la durée d'une attente.

use std::task::Poll;
use std::time::Duration;

use banc::{
    Attrape, Boite, Sonde, attraper, chronometrer, echec, exiger, finir, message_de, ms, texte,
};
use tokio::time::{advance, sleep};

/// Une durée trop longue et une durée trop courte n'ont pas la même cause.
#[track_caller]
pub fn exiger_duree(observee: Duration, attendue: Duration, quoi: &str, trop_courte: &str) {
    let (trop_peu, trop) = (observee < attendue, observee > attendue);
    let (observee, attendue) = (texte::duree(observee), texte::duree(attendue));
    exiger!(
        !trop_peu,
        "{quoi} : {attendue} sur l'horloge de Tokio",
        "{observee}, c'est trop court",
        "{trop_courte}"
    );
    exiger!(
        !trop,
        "{quoi} : {attendue} sur l'horloge de Tokio",
        "{observee}, c'est trop long",
        "l'attente est faite plusieurs fois, ou d'une autre durée que celle reçue ; et là où il y a plusieurs appels, \
         ils s'attendent peut-être l'un l'autre (un verrou qu'ils partagent, par exemple)"
    );
}

/// Ce salut n'est pas le texte à trous lui-même.
#[track_caller]
pub fn exiger_un_texte_rempli(texte: &str, attendu: &str) {
    exiger!(
        !texte.contains("{nom}"),
        "le texte rendu = {attendu:?}",
        "{texte:?}",
        "`{{nom}}` est resté tel quel : il manque `format!`, qui seul met la valeur à sa place"
    );
}

/// Une attente n'est jamais plus courte que demandée, même d'une durée que la milliseconde ne mesure pas. L'horloge de Tokio,
/// qui va de milliseconde en milliseconde, arrondit au-dessus.
pub fn exiger_des_durees_fines<'a>(
    quoi: &'a str,
    attendre: &'a dyn Fn(Duration) -> Boite<'static, ()>,
) -> Boite<'a, ()> {
    Box::pin(async move {
        // D'abord une milliseconde, pour ne pas reprocher à la conversion une faute où elle n'est pour rien.
        let ((), duree) = chronometrer(finir(attendre(ms(1)), PISTE_PAUSE)).await;
        exiger_duree(duree, ms(1), quoi, PISTE_PAUSE);
        for attendue in [Duration::from_micros(300), Duration::from_micros(2500)] {
            let ((), duree) = chronometrer(finir(attendre(attendue), PISTE_PAUSE)).await;
            let trop_courte = duree < attendue;
            let (duree, attendue) = (texte::duree(duree), texte::duree(attendue));
            exiger!(
                !trop_courte,
                "{quoi} de {attendue} dure au moins {attendue} sur l'horloge de Tokio",
                "{duree}, c'est trop court",
                "une durée convertie en millisecondes entières perd le reste (de 300 µs, il n'y reste rien) : la `Duration` \
                 s'attend telle qu'elle est reçue"
            );
        }
    })
}

/// Une attente immense est encore en cours au bout de quelques heures, sans panique ; `attendre` l'a déjà été pour une durée
/// courte, car une réponse qui bloque le thread figerait le test pour de bon.
pub fn exiger_une_attente_sans_fin<'a>(
    quoi: &'a str,
    attendre: &'a dyn Fn(Duration) -> Boite<'static, ()>,
) -> Boite<'a, ()> {
    Box::pin(async move {
        // La seconde ne vaut plus que 10 ms si on la réduit à 32 bits.
        for duree in [Duration::MAX, ms((1 << 32) + 10)] {
            let mut attente = Sonde::new(attraper(attendre(duree)));
            exiger_en_cours(quoi, &mut attente);
            advance(ms(1000)).await;
            exiger_en_cours(quoi, &mut attente);
            // D'un bond : une attente faite de petits pas n'a pas à les faire tous.
            advance(Duration::from_secs(2 * 3600)).await;
            // Une tâche qui attendait a le temps de finir.
            sleep(ms(5)).await;
            exiger_en_cours(quoi, &mut attente);
        }
    })
}

/// Où en est une attente immense.
#[track_caller]
fn exiger_en_cours(quoi: &str, attente: &mut Sonde<Attrape<'_, ()>>) {
    match attente.sonder() {
        Poll::Pending => {}
        Poll::Ready(Ok(())) => echec!(
            "{quoi} immense (`Duration::MAX`, ou 50 jours) est toujours en cours au bout de quelques heures",
            "c'est déjà fini",
            "l'attente dure le temps demandé, quel qu'il soit : sans plafond, ni conversion vers un nombre qui ne \
             peut pas le contenir"
        ),
        Poll::Ready(Err(panique)) => {
            let message = message_de(&*panique);
            echec!(
                "{quoi} de `Duration::MAX` attend, simplement",
                "une panique : {message}",
                "calculer l'instant de la fin (`Instant::now() + …`) déborde : il y a une fonction \
                 de Tokio qui prend une durée"
            )
        }
    }
}

pub const PISTE_PAUSE: &str = "aucun minuteur de Tokio n'a attendu : `std::thread::sleep` endort le \
    thread entier (et toutes ses tâches), sans `.await` un future n'attend rien, et un verrou commun à tous \
    les appels les fait s'attendre les uns les autres";

pub const PISTE_ENSEMBLE: &str = "ou bien une attente bloque le thread, et les autres ne peuvent pas avancer ; ou bien, \
    sans `.await`, il n'y a pas d'attente du tout ; ou bien elle n'est pas de la durée reçue";
