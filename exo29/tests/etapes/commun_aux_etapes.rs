//! Ce que les étapes partagent : juger la durée d'une attente.

use std::task::Poll;
use std::time::Duration;

use banc::taches_ou_threads::ceder;
use banc::thread_libre::a_une_autre_horloge_virtuelle;
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
         ils s'attendent peut-être l'un l'autre (un verrou, ou un nombre de places, qu'ils partagent)"
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
        // D'abord en millisecondes, pour ne pas reprocher à la conversion une faute où elle n'est pour rien.
        for piste in [PISTE_PAUSE, PISTE_DEJA_ATTENDUE] {
            let ((), duree) = chronometrer(finir(attendre(ms(3)), PISTE_PAUSE)).await;
            exiger_duree(duree, ms(3), quoi, piste);
        }
        for microsecondes in [300, 2500, 1_999_500] {
            let attendue = Duration::from_micros(microsecondes);
            let ((), duree) = chronometrer(finir(attendre(attendue), PISTE_PAUSE)).await;
            let trop_courte = duree < attendue;
            let (duree, attendue) = (texte::duree(duree), texte::duree(attendue));
            exiger!(
                !trop_courte,
                "{quoi} de {attendue} dure au moins {attendue} sur l'horloge de Tokio",
                "{duree}, c'est trop court",
                "une durée convertie en millisecondes entières perd le reste (de 300 µs, il n'y reste rien), et arrondie au-dessus, \
                 sa retenue (999,5 ms font une seconde de plus) : la `Duration` s'attend telle qu'elle est reçue"
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
        // La seconde ne vaut plus que 10 ms si on la réduit à 32 bits de millisecondes, la troisième à 64 bits de nanosecondes.
        let deborde_en_nanos = Duration::new(18_446_744_073, 719_551_616);
        for duree in [Duration::MAX, ms((1 << 32) + 10), deborde_en_nanos] {
            let mut attente = Sonde::new(attraper(attendre(duree)));
            exiger_en_cours(quoi, IMMENSE, &mut attente);
            advance(ms(1000)).await;
            exiger_en_cours(quoi, IMMENSE, &mut attente);
            // D'un bond : une attente faite de petits pas n'a pas à les faire tous.
            advance(Duration::from_secs(2 * 3600)).await;
            // Une tâche qui attendait a le temps de finir.
            sleep(ms(5)).await;
            exiger_en_cours(quoi, IMMENSE, &mut attente);
        }
    })
}

const IMMENSE: &str =
    "immense (`Duration::MAX`, 50 jours ou 584 ans) est encore en cours au bout de quelques heures";

/// Une longue attente finit à l'heure, ni avant, ni après. Dans un runtime à part, car un test n'a qu'un jour de l'horloge de
/// Tokio : à appeler hors de tout runtime.
pub fn exiger_de_longues_attentes(quoi: &str, attendre: &dyn Fn(Duration) -> Boite<'static, ()>) {
    a_une_autre_horloge_virtuelle(Box::pin(async move {
        // D'abord une courte : une réponse qui bloque le thread figerait ce test pour de bon.
        let ((), duree) = chronometrer(finir(attendre(ms(3)), PISTE_PAUSE)).await;
        exiger_duree(duree, ms(3), quoi, PISTE_PAUSE);
        for (jours, lue) in [
            (0, "90 s"),
            (2, "2 jours et 90 s"),
            (400, "400 jours et 90 s"),
        ] {
            let demandee = Duration::from_secs(jours * 24 * 3600 + 90);
            let mut attente = Sonde::new(attraper(attendre(demandee)));
            let quand = format!("de {lue} est encore en cours peu avant l'heure");
            exiger_en_cours(quoi, &quand, &mut attente);
            // Une tâche a le temps de commencer, sans que l'horloge avance.
            ceder().await;
            advance(demandee - ms(500)).await;
            sleep(ms(100)).await;
            exiger_en_cours(quoi, &quand, &mut attente);
            sleep(ms(600)).await;
            // Plusieurs fois : ce qui conduit lui-même ses tâches (un `LocalSet`) ne finit qu'à la seconde.
            let finie = (0..10).any(|_| attente.sonder().is_ready());
            exiger!(
                finie,
                "{quoi} de {lue} finit à l'heure",
                "ce n'est pas fini, 200 ms après l'heure",
                "une longue attente finit comme une courte : ne l'abandonne pas pour la recommencer en entier, et compte chacun de \
                 ses pas sur ce qui reste à attendre"
            );
        }
    }));
}

/// Où en est une longue attente.
#[track_caller]
fn exiger_en_cours(quoi: &str, attendu: &str, attente: &mut Sonde<Attrape<'_, ()>>) {
    match attente.sonder() {
        Poll::Pending => {}
        Poll::Ready(Ok(())) => echec!(
            "{quoi} {attendu}",
            "c'est déjà fini",
            "l'attente dure le temps demandé, quel qu'il soit : sans plafond, ni conversion vers un nombre qui ne \
             peut pas le contenir"
        ),
        Poll::Ready(Err(panique)) => {
            let message = message_de(&*panique);
            let piste = if message.contains("overflow when adding") {
                "calculer l'instant de la fin (`Instant::now() + …`) déborde : il y a une fonction de Tokio qui prend une durée"
            } else {
                "une durée convertie vers un type trop petit pour elle (`u64`, `f64`) n'y tient pas toujours : la `Duration` \
                 s'attend telle qu'elle est reçue, et il y a une fonction de Tokio qui la prend"
            };
            echec!("{quoi} {attendu}", "une panique : {message}", "{piste}")
        }
    }
}

pub const PISTE_PAUSE: &str = "aucun minuteur de Tokio n'a attendu : `std::thread::sleep` endort le \
    thread entier (et toutes ses tâches), sans `.await` un future n'attend rien, un verrou commun à tous \
    les appels les fait s'attendre les uns les autres, et un runtime à toi, ou un thread qui attend par `block_on`, n'est pas \
    à l'horloge de celui-ci";

const PISTE_DEJA_ATTENDUE: &str = "une durée déjà attendue s'attend de nouveau, entière : ce qu'un appel garde (un `static`) ne \
    dispense pas le suivant d'attendre";

pub const PISTE_ENSEMBLE: &str = "ou bien une attente bloque le thread, et les autres ne peuvent pas avancer ; ou bien, \
    sans `.await`, il n'y a pas d'attente du tout ; ou bien elle n'est pas de la durée reçue";
