//! Étape 4 : patienter.

use crate::commun_aux_etapes::{
    PISTE_TACHE_QUI_BAT, dans, en_attente, exiger_le_calme, finir_aussitot, mesurer, sobre,
};
use crate::patienter;
use banc::{Temoin, echec, exiger, exiger_egal, ms};
use std::cell::{Cell, RefCell};
use std::future::ready;
use std::rc::Rc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::Instant;

const PISTE_TRAVAIL: &str = "le travail n'avance plus : il doit être interrogé à chaque réveil, entre les \
    signaux aussi ; ou l'appel attend aussi une boucle sans fin (`join!`) : c'est le premier fini qui compte \
    (`select!`)";

/// Patiente et note chaque signal : son numéro, et l'heure en millisecondes depuis l'appel.
async fn signaux<T>(
    travail: impl Future<Output = T>,
    periode: u64,
) -> (T, Duration, Vec<(u32, u128)>) {
    let debut = Instant::now();
    let mut journal = Vec::new();
    let signaler = |numero| journal.push((numero, debut.elapsed().as_millis()));
    let appel = patienter(travail, ms(periode), signaler);
    let (valeur, duree) = mesurer(appel, PISTE_TRAVAIL).await;
    (valeur, duree, journal)
}

/// Les signaux 1, 2… à chaque période d'un travail de `n` ms.
fn signaux_attendus(periode: u64, n: u64) -> Vec<(u32, u128)> {
    (1..)
        .map(|numero: u32| (numero, u128::from(numero) * u128::from(periode)))
        .take_while(|(_, instant)| *instant < u128::from(n))
        .collect()
}

fn juger_signaux(vus: &[(u32, u128)], periode: u64, n: u64) {
    let attendus = signaux_attendus(periode, n);
    if vus == attendus {
        return;
    }
    let [court, long] = [vus, &attendus].map(|liste| {
        let debut = &liste[..liste.len().min(6)];
        format!("{} signaux {debut:?}", liste.len())
    });
    exiger!(
        !vus.iter().any(|(_, instant)| *instant == 0),
        "travail de {n} ms, période de {periode} ms : {long} (numéro, heure)",
        "{court} : le premier vient tout de suite",
        "le premier signal vient après une période entière ; le premier tic d'un `interval` est immédiat"
    );
    let heures = vus.iter().map(|(_, instant)| instant);
    exiger!(
        !heures.eq(attendus.iter().map(|(_, instant)| instant)),
        "travail de {n} ms, période de {periode} ms : {long} (numéro, heure)",
        "{court} : les heures sont bonnes, les numéros non",
        "les signaux sont numérotés à partir de 1, et chacun a le numéro suivant"
    );
    exiger!(
        !vus.is_empty(),
        "travail de {n} ms, période de {periode} ms : {long} (numéro, heure)",
        "aucun signal",
        "le minuteur n'aboutit jamais : attends-tu le travail avant lui, ou repart-il de zéro à chaque réveil \
         du travail ?"
    );
    echec!(
        "travail de {n} ms, période de {periode} ms : {long} (numéro, heure)",
        "{court}",
        "un signal par période, à intervalle régulier, tant que dure le travail et plus jamais après"
    )
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_signal_par_periode_tant_que_dure_le_travail() {
    for (periode, n) in [
        (10, 35),
        (20, 105),
        (10, 11),
        (250, 1999),
        (2, 2001),
        (40_000, 100_000),
    ] {
        let (_, _, vus) = signaux(dans(n), periode).await;
        juger_signaux(&vus, periode, n);
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_valeur_est_rendue_des_qu_elle_est_prete() {
    // Ni `Send` ni `'static` : le travail peut emprunter à l'appelant.
    let texte = String::from("fait");
    for (periode, n) in [(10, 35), (1000, 1), (1000, 2300), (10, 9)] {
        let travail = async {
            dans(n).await;
            (Rc::new(n), &texte)
        };
        let (valeur, duree, _) = signaux(travail, periode).await;
        exiger_egal!(
            valeur,
            (Rc::new(n), &texte),
            "la valeur rendue",
            "rends ce que le travail a rendu"
        );
        exiger!(
            duree == ms(n),
            "travail de {n} ms, période de {periode} ms : la valeur est rendue au bout de {n} ms",
            "elle l'a été au bout de {duree:?}",
            "le travail finit au milieu d'une période : n'attends ni le tic suivant, ni un premier tic avant \
             de commencer"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_travail_pret_tout_de_suite_ne_donne_aucun_signal() {
    const FIN: &str = "le travail est fini, et l'appel attend encore un tic : la fin du travail le termine, où \
        qu'en soit la période";
    for n in 0..64 {
        let (valeur, duree, vus) = signaux(ready(n), 10).await;
        exiger!(
            duree.is_zero() || !vus.is_empty(),
            "un travail prêt tout de suite rend {n} sans attendre",
            "il l'a rendu au bout de {duree:?}",
            "{FIN}"
        );
        exiger!(
            vus.is_empty() && duree.is_zero() && valeur == n,
            "un travail prêt tout de suite rend {n} sans attendre, sans aucun signal, chaque fois",
            "{valeur} au bout de {duree:?}, avec les signaux {vus:?} (numéro, heure)",
            "le premier signal vient après une période entière : le premier tic d'un `interval` est immédiat"
        );
    }
    let (_, duree, vus) = signaux(dans(9), 10).await;
    exiger!(
        duree == ms(9) || !vus.is_empty(),
        "un travail de 9 ms finit au bout de 9 ms",
        "au bout de {duree:?}",
        "{FIN}"
    );
    exiger!(
        vus.is_empty() && duree == ms(9),
        "un travail plus court que la période ne donne aucun signal",
        "{vus:?} (numéro, heure), en {duree:?}",
        "le premier signal vient après une période entière, et aucun ne vient après la fin du travail"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_travail_part_tout_de_suite_et_une_seule_fois() {
    let debut = Instant::now();
    let departs = RefCell::new(Vec::new());
    let temoin = Temoin::new();
    let travail = temoin.autour(async {
        departs.borrow_mut().push(debut.elapsed());
        dans(33).await;
    });
    let _ = signaux(travail, 10).await;
    let departs = departs.into_inner();
    exiger!(
        departs == [Duration::ZERO],
        "le travail part une seule fois, dès l'appel (départs : [0ns])",
        "départs : {departs:?}",
        "le travail n'attend pas le premier tic pour commencer, et chaque tour reprend le même future"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_reveils_du_travail_ne_repoussent_pas_les_signaux() {
    // Le travail se réveille à 1, 5, 9… 45 ms, sans jamais tomber sur un signal.
    let travail = async {
        dans(1).await;
        for _ in 0..11 {
            dans(4).await;
        }
    };
    let (_, duree, vus) = signaux(travail, 10).await;
    juger_signaux(&vus, 10, 45);
    exiger_egal!(
        duree,
        ms(45),
        "la durée d'un travail de 45 ms",
        "les signaux n'interrompent pas le travail"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_fin_du_travail_reveille_l_appel_aussitot() {
    let (donner, travail) = oneshot::channel();
    let vus = Cell::new(0);
    let mut appel = sobre(Box::pin(patienter(
        Temoin::new().autour(travail),
        ms(10),
        |n| vus.set(n),
    )));
    en_attente(&mut appel).await;
    let _ = donner.send(7);
    exiger_egal!(
        finir_aussitot(appel).await,
        Ok(7),
        "la valeur du travail",
        "rends ce que le travail a rendu"
    );
    exiger_egal!(
        vus.get(),
        3,
        "le dernier signal d'un travail de 35 ms avec une période de 10 ms",
        "un signal par période, et plus rien après la fin du travail"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn rien_ne_tourne_encore_apres_le_retour() {
    let avant = Handle::current().metrics().num_alive_tasks();
    let _ = signaux(dans(35), 10).await;
    exiger_le_calme(avant, 10, PISTE_TACHE_QUI_BAT).await;
}
