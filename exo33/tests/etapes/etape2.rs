//! Étape 2, `enregistrer` : attendre la mesure sans tenir la liste, puis l'y ajouter.

use std::cell::Cell;
use std::future::pending;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use banc::taches_ou_threads::laisser;
use banc::{
    Appel, Boite, Etat, Patience, chronometrer, echec, ensemble, exiger, exiger_egal, finir, ms,
    nommer, pendant, texte,
};
use tokio::sync::Mutex;
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

use crate::commun_aux_etapes::sans_panique;
use crate::enregistrer; // nom fixé par l'énoncé

type Mesures = Arc<Mutex<Vec<u32>>>;

/// L'appel, avec les types de la consigne : elle n'en demande pas plus du capteur.
fn enregistrement(mesures: &Mesures, capteur: Boite<'static, u32>) -> Boite<'static, ()> {
    fn appel(mesures: Mesures, capteur: impl Future<Output = u32>) -> impl Future<Output = ()> {
        enregistrer(mesures, capteur) // signature fixée : async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>)
    }
    Box::pin(appel(Arc::clone(mesures), capteur))
}

/// Un capteur qui donne cette valeur après `delai` millisecondes.
fn capteur(valeur: u32, delai: u64) -> Boite<'static, u32> {
    let mesure = Box::pin(async move {
        sleep(ms(delai)).await;
        valeur
    });
    nommer(&format!("capteur {valeur}"), mesure)
}

const PISTE_LISTE: &str = "le verrou de la liste est gardé pendant qu'on attend le capteur : attends la valeur \
    d'abord, prends le verrou ensuite, pour le seul temps de l'ajout";

fn liste(valeurs: &[u32]) -> Mesures {
    Arc::new(Mutex::new(valeurs.to_vec()))
}

/// Enregistre ensemble un capteur par couple (valeur, délai en ms), et rend le temps que cela a pris.
async fn enregistrer_tous(mesures: &Mesures, capteurs: &[(u32, u64)]) -> Duration {
    let mut appels = Vec::new();
    for &(valeur, delai) in capteurs {
        appels.push(enregistrement(mesures, capteur(valeur, delai)));
    }
    let (_, duree) = chronometrer(finir(ensemble(appels), PISTE_LISTE)).await;
    exiger_fini(mesures).await;
    duree
}

/// Ce que l'appel devait ajouter l'est à son retour : rien n'entre plus dans la liste ensuite.
async fn exiger_fini(mesures: &Mutex<Vec<u32>>) {
    let au_retour = mesures.lock().await.len();
    for _ in 0..10 {
        yield_now().await;
    }
    exiger!(
        mesures.lock().await.len() == au_retour,
        "l'appel finit quand la valeur est dans la liste",
        "elle n'y est entrée qu'après la fin de l'appel",
        "l'ajout est parti dans une tâche (`spawn`) que personne n'attend : l'appel ajoute la valeur lui-même, et ne \
         finit qu'ensuite"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_valeur_s_ajoute_a_la_fin_de_la_liste() {
    let mesures = liste(&[9, 3]);
    for valeur in [5, 0, u32::MAX, 5] {
        enregistrer_tous(&mesures, &[(valeur, 0)]).await;
    }
    let longue = liste(&[]);
    let appel = enregistrement(&longue, capteur(8, 36_000_000));
    let patience = Patience::new(PISTE_LISTE).temps(ms(40_000_000));
    patience.attendre(appel).await;
    exiger_egal!(
        *longue.lock().await,
        [8],
        "la liste, après une mesure de dix heures qui donne 8",
        "une mesure dure ce qu'elle dure : un délai (`timeout`) qui l'abandonne perd sa valeur"
    );
    exiger_egal!(
        *mesures.lock().await,
        [9, 3, 5, 0, u32::MAX, 5],
        "la liste [9, 3] après l'ajout de 5, 0, 4294967295 et 5",
        "chaque valeur s'ajoute une fois, à la fin, sans toucher aux précédentes, et l'appel ne finit \
         qu'ensuite"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_capteurs_lents_durent_le_plus_lent() {
    let mesures = liste(&[]);
    let duree = enregistrer_tous(&mesures, &[(1, 150), (2, 100)]).await;
    let temps = texte::duree(duree);
    exiger!(
        duree == ms(150),
        "deux capteurs de 150 et 100 ms enregistrés ensemble durent 150 ms",
        "ils ont duré {temps}",
        "l'un attend que l'autre ait fini : le verrou est gardé pendant la mesure (une expression comme \
         `m.lock().await.push(capteur.await)` le prend avant d'attendre)"
    );
    exiger_egal!(
        *mesures.lock().await,
        [2, 1],
        "la liste, où le capteur de 100 ms donne 2 et celui de 150 ms donne 1",
        "les valeurs se rangent dans l'ordre où elles arrivent ; s'il en manque une, elle a été écrasée : \
         n'écris pas une copie de la liste faite avant la mesure, ni la liste elle-même, ôtée de sa place (`mem::take`)"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_valeurs_se_rangent_par_ordre_d_arrivee_sans_se_perdre() {
    let mesures = liste(&[]);
    // Trente capteurs qui répondent dans le désordre : le n-ième après 7 × n modulo 31 millisecondes.
    let (mut capteurs, mut attendues) = (Vec::new(), vec![0; 31]);
    for n in 1..=30 {
        let delai = n * 7 % 31;
        capteurs.push((n, u64::from(delai)));
        attendues[delai as usize] = n;
    }
    enregistrer_tous(&mesures, &capteurs).await;
    // Aucun n'a répondu au bout de 0 ms.
    attendues.remove(0);
    let obtenues = mesures.lock().await;
    let nombre = obtenues.len();
    exiger!(
        nombre == 30,
        "trente capteurs donnent trente valeurs",
        "la liste en a {nombre}",
        "une liste copiée, puis réécrite après l'attente, efface ce que les autres ont ajouté entre-temps"
    );
    exiger_egal!(
        *obtenues,
        attendues,
        "les valeurs par ordre d'arrivée",
        "la place d'une valeur se décide quand elle arrive, pas quand la mesure commence"
    );
}

/// La liste n'est pas celle qu'elle serait, si l'appel l'avait ôtée de sa place pendant la mesure.
fn exiger_en_place(liste: &[u32], otee: &[u32]) {
    exiger!(
        liste != otee,
        "pendant la mesure, les valeurs restent dans la liste",
        "elle était vide : après l'appel, elle vaut {otee:?}",
        "la liste a été ôtée de sa place (`mem::take`) le temps de la mesure : qui la consulte la voit vide, et l'appel \
         abandonné ne la remet jamais. Laisse-la où elle est, et ajoute la valeur une fois connue"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_liste_reste_libre_pendant_la_mesure() {
    let mesures = liste(&[4, 4]);
    // Un capteur qui consulte lui-même la liste, et qui n'est pas `Send`.
    let lecteur = Rc::new(Arc::clone(&mesures));
    let capteur: Boite<'static, u32> = Box::pin(async move {
        let debut = lecteur.lock().await.len();
        sleep(ms(10)).await;
        let fin = lecteur.lock().await.len();
        (debut + fin) as u32
    });
    finir(enregistrement(&mesures, capteur), PISTE_LISTE).await;
    exiger_fini(&mesures).await;
    exiger_en_place(&mesures.lock().await, &[4, 4, 0]);
    exiger_egal!(
        *mesures.lock().await,
        [4, 4, 4],
        "la liste [4, 4] après un capteur qui y a compté deux valeurs, deux fois",
        "rien ne doit entrer dans la liste avant que la valeur soit connue"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn abandonner_pendant_la_mesure_laisse_la_liste_telle_quelle() {
    let mesures = liste(&[1, 2]);
    let issue = timeout(ms(50), enregistrement(&mesures, capteur(3, 100))).await;
    exiger!(
        issue.is_err(),
        "un capteur de 100 ms est encore attendu à 50 ms",
        "l'appel a déjà fini",
        "l'appel doit attendre la valeur, puis l'ajouter"
    );
    sleep(ms(100)).await;
    exiger_en_place(&mesures.lock().await, &[]);
    exiger_egal!(
        *mesures.lock().await,
        [1, 2],
        "la liste [1, 2] après une mesure abandonnée",
        "une place réservée d'avance reste dans la liste si la valeur n'arrive jamais"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_liste_occupee_fait_attendre_sans_tourner_en_boucle() {
    let mesures = liste(&[1]);
    let garde = Arc::clone(&mesures).lock_owned().await;
    let appel = enregistrement(&mesures, capteur(2, 0));
    let mut appel = Appel::en_boite(sans_panique(
        appel,
        "la liste est occupée : l'appel attend son tour",
        "un verrou occupé n'est pas une erreur : `try_lock` n'attend pas et rend `Err`, le verrou de \
         Tokio sait attendre",
    ));
    match appel.patienter().await {
        Etat::Attend => {}
        Etat::Pret(()) => {
            drop(garde);
            exiger_fini(&mesures).await;
            echec!(
                "la liste est occupée : l'appel attend son tour",
                "il a fini, et la valeur est perdue",
                "`try_lock` échoue quand le verrou est pris, et un délai (`timeout`) finit par passer : il faut \
                 attendre ce verrou, pas renoncer"
            )
        }
        Etat::Boucle => echec!(
            "la liste est occupée : l'appel attend son tour",
            "il réessaie sans cesse, sans jamais attendre",
            "une boucle de `try_lock` occupe le thread pour rien, même coupée de pauses : le verrou de Tokio \
             sait attendre, et prévient quand il est libre"
        ),
    }
    drop((appel, garde));
    // Puis pour de vrai, sur une autre liste (lâché pendant qu'il attendait son tour, un appel a pu laisser sa valeur à une
    // tâche) : c'est la fin du garde qui doit réveiller l'appel.
    let mesures = liste(&[1]);
    let garde = Arc::clone(&mesures).lock_owned().await;
    let rendue = Cell::new(false);
    let rendre = async {
        // Un thread qui attend la liste arrête l'horloge de Tokio : un instant réel suffit alors.
        laisser(Box::pin(pending()), ms(50), ms(50)).await;
        rendue.set(true);
        drop(garde);
    };
    let appel = finir(enregistrement(&mesures, capteur(3, 10)), PISTE_LISTE);
    let appel = async { (chronometrer(appel).await.1, rendue.get()) };
    let (duree, rendue) = pendant(appel, rendre).await;
    exiger_fini(&mesures).await;
    let temps = texte::duree(duree);
    exiger!(
        rendue,
        "l'appel finit une fois la liste rendue, à 50 ms",
        "il a fini au bout de {temps}",
        "il faut attendre le verrou de la liste, pas renoncer"
    );
    exiger_egal!(
        *mesures.lock().await,
        [1, 3],
        "la liste",
        "la valeur attend que la liste soit libre, puis s'y ajoute"
    );
}
