//! Étape 3, `saluer_en_arriere_plan` : une tâche qui démarre dès l'appel, et avance même si personne ne l'attend.

use std::time::Duration;

use banc::{
    Boite, Metronome, chronometrer, ensemble, exiger, exiger_aucun_temps_reel, exiger_egal, finir,
    ms, nommer, recolter, texte,
};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::commun_aux_etapes::{
    PISTE_PAUSE, exiger_de_longues_attentes, exiger_des_durees_fines, exiger_duree,
    exiger_un_texte_rempli, exiger_une_attente_sans_fin,
};
use crate::saluer_en_arriere_plan; // nom fixé par l'énoncé

const PISTE_TACHE: &str = "l'attente se fait dans la tâche, pour tout le délai reçu, avec le minuteur de Tokio : avant \
    `spawn`, ou avec `std::thread::sleep`, elle bloque tout le monde";

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn l_appel_rend_la_main_tout_de_suite() {
    let metronome = Metronome::lancer(ms(10));
    let depart = Instant::now();
    let tache: JoinHandle<String> = saluer_en_arriere_plan("Ferris".to_owned(), ms(50)); // signature fixée : fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String>
    let duree = depart.elapsed();
    let lue = texte::duree(duree);
    exiger!(
        duree.is_zero() && !tache.is_finished(),
        "l'appel rend la main aussitôt, avant que le salut soit prêt",
        "il a rendu la main après {lue}",
        "la fonction n'attend pas : elle démarre une tâche et rend sa poignée (`JoinHandle`)"
    );
    let (texte, reste) = chronometrer(finir(nommer("tâche", recolter(tache)), PISTE_PAUSE)).await;
    exiger_un_texte_rempli(&texte, "Bonjour, Ferris !");
    exiger_egal!(
        texte,
        "Bonjour, Ferris !",
        "le texte de la tâche",
        "la tâche rend le salut de l'étape 2, mot pour mot"
    );
    exiger_duree(
        reste,
        ms(50),
        "une tâche de 50 ms, pendant lesquelles les autres avancent",
        PISTE_TACHE,
    );
    let battements = metronome.battements();
    exiger!(
        battements >= 4,
        "un métronome de 10 ms bat 4 ou 5 fois pendant les 50 ms de la tâche",
        "il a battu {battements} fois",
        "{PISTE_TACHE}"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_tache_avance_meme_si_personne_ne_l_attend() {
    let tache = saluer_en_arriere_plan("Ferris".into(), ms(50));
    sleep(ms(60)).await;
    let a_l_heure = tache.is_finished();
    sleep(Duration::from_secs(3600)).await;
    exiger!(
        a_l_heure || !tache.is_finished(),
        "une tâche de 50 ms est finie au bout de 60 ms, sans que personne ne l'attende",
        "elle a fini seule, mais plus tard",
        "la tâche attend plus que `delai` : l'attente n'y est faite qu'une fois"
    );
    exiger!(
        a_l_heure,
        "une tâche de 50 ms est finie au bout de 60 ms, sans que personne ne l'attende",
        "elle court encore",
        "la tâche doit vivre seule dès l'appel : un future qui n'est pas confié au runtime ne démarre \
         que lorsqu'on l'attend"
    );
    let (_, duree) = chronometrer(recolter(tache)).await;
    let lue = texte::duree(duree);
    exiger!(
        duree.is_zero(),
        "son résultat est disponible tout de suite",
        "il a fallu attendre {lue}",
        "le travail doit être fait par la tâche elle-même, pas au moment où on la récolte"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn trois_taches_lancees_a_la_suite_avancent_ensemble() {
    let depart = Instant::now();
    let a = saluer_en_arriere_plan("A".into(), ms(30));
    let b = saluer_en_arriere_plan("B".into(), ms(10));
    let c = saluer_en_arriere_plan("C".into(), ms(20));
    let mut taches = Vec::new();
    for (nom, tache) in [("A", a), ("B", b), ("C", c)] {
        taches.push(nommer(nom, recolter(tache)));
    }
    let textes = finir(ensemble(taches), PISTE_PAUSE).await;
    let duree = depart.elapsed();
    exiger_duree(
        duree,
        ms(30),
        "trois tâches de 30, 10 et 20 ms lancées à la suite",
        "c'est dans la tâche que l'attente a lieu, avec le minuteur de Tokio et son `.await`",
    );
    exiger_egal!(
        textes,
        ["Bonjour, A !", "Bonjour, B !", "Bonjour, C !"],
        "les trois saluts",
        "chaque tâche salue le nom qu'elle a reçu, mot pour mot ; si les noms sont les bons, compare caractère \
         par caractère"
    );
    let mut vingt = Vec::new();
    for _ in 0..20 {
        vingt.push(recolter(saluer_en_arriere_plan("D".into(), ms(30))));
    }
    let (_, duree) = chronometrer(finir(ensemble(vingt), PISTE_PAUSE)).await;
    exiger_duree(
        duree,
        ms(30),
        "vingt tâches de 30 ms lancées à la suite",
        PISTE_TACHE,
    );
}

/// Une tâche dont seule l'attente compte.
fn attente(delai: Duration) -> Boite<'static, ()> {
    Box::pin(async move {
        recolter(saluer_en_arriere_plan("Ferris".into(), delai)).await;
    })
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn n_importe_quel_delai_convient() {
    exiger_des_durees_fines("une tâche", &attente).await;
    exiger_une_attente_sans_fin("une tâche", &attente).await;
}

#[banc::etape]
#[test]
fn une_longue_tache_finit_a_l_heure() {
    exiger_de_longues_attentes("une tâche", &attente);
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_tache_ne_bloque_aucun_thread_meme_un_instant() {
    exiger_aucun_temps_reel("une tâche", &|| attente(ms(3))).await;
}
