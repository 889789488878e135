//! Étape 4, `patienter` : un signal par période tant que dure le travail, toujours le même, et sa valeur dès qu'elle est
//! prête.

use crate::commun_aux_etapes::{
    PISTE_A_LUI, PISTE_DERNIER_WAKER, PISTE_REVEIL, PISTE_REVEIL_OUBLIE, PISTE_TACHE_QUI_BAT, dans,
    dans_35_ms, deja_interroge, exiger_le_calme, exiger_le_dernier_reveil, exiger_le_reveil,
    patience, se_reveiller, valeur_dans,
};
use crate::patienter; // nom fixé par l'énoncé
use banc::{
    Boite, Jauge, Patience, Temoin, echec, ensemble, exiger, exiger_egal, ms, nommer, texte,
};
use std::cell::RefCell;
use std::future::ready;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// Celle de la consigne, à la lettre : une réponse qui en demande davantage à ses arguments, ou rend un autre type, ne
/// compile pas.
#[allow(dead_code, reason = "seuls ses types comptent")]
fn signature<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    signaler: impl FnMut(u32),
) -> impl Future<Output = T> {
    patienter(travail, periode, signaler) // signature fixée : async fn patienter<T>(travail: impl Future<Output = T>, periode: Duration, signaler: impl FnMut(u32)) -> T
}

const PISTE_TRAVAIL: &str = "le travail n'avance plus : il doit être interrogé à chaque réveil, entre les \
    signaux aussi ; ou l'appel attend aussi une boucle sans fin (`join!`) : c'est le premier fini qui compte \
    (`select!`)";

/// Un signal : son numéro, et l'heure en millisecondes depuis l'appel.
type Signal = (u32, u128);

/// La valeur du travail, le temps que l'appel a pris, et les signaux.
async fn signaux(travail: Boite<'_, u32>, periode: u64) -> (u32, Duration, Vec<Signal>) {
    signaux_avec(patience(PISTE_TRAVAIL), travail, periode).await
}

async fn signaux_avec(
    patience: Patience<'_>,
    travail: Boite<'_, u32>,
    periode: u64,
) -> (u32, Duration, Vec<Signal>) {
    let debut = Instant::now();
    let mut vus = Vec::new();
    let (travail, signaux) = (nommer("travail", travail), Jauge::nommee("signaux"));
    let appel = patienter(travail, ms(periode), |numero| {
        drop(signaux.entrer());
        vus.push((numero, debut.elapsed().as_millis()));
    });
    let (valeur, duree) = patience.attendre(appel).await;
    (valeur, duree, vus)
}

/// Les signaux 1, 2… à chaque période d'un travail de `n` ms.
fn signaux_attendus(periode: u64, n: u64) -> Vec<Signal> {
    let mut signaux = Vec::new();
    let (mut numero, mut heure) = (1, u128::from(periode));
    while heure < u128::from(n) {
        signaux.push((numero, heure));
        numero += 1;
        heure += u128::from(periode);
    }
    signaux
}

fn resumer(signaux: &[Signal]) -> String {
    let debut = &signaux[..signaux.len().min(6)];
    let combien = texte::nombre(signaux.len(), "signal", "signaux");
    format!("{combien} {debut:?}")
}

fn juger_signaux(vus: &[Signal], periode: u64, n: u64) {
    let attendus = signaux_attendus(periode, n);
    if vus == attendus {
        return;
    }
    let (court, long) = (resumer(vus), resumer(&attendus));
    exiger!(
        !vus.iter().any(|(_, heure)| *heure == 0),
        "travail de {n} ms, période de {periode} ms : {long} (numéro, heure)",
        "{court} : le premier vient tout de suite",
        "le premier signal vient après une période entière ; le premier tic d'un `interval` est immédiat"
    );
    let heures = |signaux: &[Signal]| signaux.iter().map(|(_, heure)| *heure).collect::<Vec<_>>();
    exiger!(
        heures(vus) != heures(&attendus),
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
        let (_, _, vus) = signaux(valeur_dans(n, 7), periode).await;
        juger_signaux(&vus, periode, n);
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_appels_ensemble_numerotent_chacun_pour_soi() {
    // D'abord chacun seul : des signaux déjà faux ne sont pas ceux d'un autre.
    for (n, periode) in [(95, 10), (71, 20)] {
        let (_, _, vus) = signaux(valeur_dans(n, 7), periode).await;
        juger_signaux(&vus, periode, n);
    }
    let appels = vec![
        Box::pin(signaux(valeur_dans(95, 7), 10)),
        Box::pin(signaux(valeur_dans(71, 7), 20)),
    ];
    let issues = ensemble(appels).await;
    for ((_, _, vus), (n, periode)) in issues.iter().zip([(95, 10), (71, 20)]) {
        let (court, long) = (resumer(vus), resumer(&signaux_attendus(periode, n)));
        exiger!(
            court == long,
            "deux appels ensemble, celui d'un travail de {n} ms et d'une période de {periode} ms : {long} (numéro, heure)",
            "{court}",
            "{PISTE_A_LUI}"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_valeur_est_rendue_des_qu_elle_est_prete() {
    for (periode, n) in [(10, 35), (1000, 1), (1000, 2300), (10, 9)] {
        let (valeur, duree, _) = signaux(valeur_dans(n, 7), periode).await;
        exiger_egal!(
            valeur,
            7,
            "la valeur rendue",
            "rends ce que le travail a rendu"
        );
        let temps = texte::duree(duree);
        exiger!(
            duree == ms(n),
            "travail de {n} ms, période de {periode} ms : la valeur est rendue au bout de {n} ms",
            "elle l'a été au bout de {temps}",
            "le travail finit au milieu d'une période : n'attends ni le tic suivant, ni un premier tic avant \
             de commencer"
        );
    }
}

const PISTE_FIN: &str = "le travail est fini, et l'appel attend encore un tic : la fin du travail le termine, où \
    qu'en soit la période";

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_travail_pret_tout_de_suite_ne_donne_aucun_signal() {
    // Plusieurs fois : `select!` tire au sort la branche qu'il regarde d'abord.
    for n in 0..64 {
        let (valeur, duree, vus) = signaux(Box::pin(ready(n)), 10).await;
        let temps = texte::duree(duree);
        exiger!(
            duree.is_zero() || !vus.is_empty(),
            "un travail prêt tout de suite rend {n} sans attendre",
            "il l'a rendu au bout de {temps}",
            "{PISTE_FIN}"
        );
        exiger!(
            vus.is_empty() && duree.is_zero() && valeur == n,
            "un travail prêt tout de suite rend {n} sans attendre, sans aucun signal, chaque fois",
            "{valeur} au bout de {temps}, avec les signaux {vus:?} (numéro, heure)",
            "le premier signal vient après une période entière : le premier tic d'un `interval` est immédiat"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_travail_plus_court_que_la_periode_ne_donne_aucun_signal() {
    let (_, duree, vus) = signaux(valeur_dans(9, 7), 10).await;
    let temps = texte::duree(duree);
    exiger!(
        duree == ms(9) || !vus.is_empty(),
        "un travail de 9 ms finit au bout de 9 ms",
        "au bout de {temps}",
        "{PISTE_FIN}"
    );
    exiger!(
        vus.is_empty() && duree == ms(9),
        "un travail plus court que la période ne donne aucun signal",
        "{vus:?} (numéro, heure), en {temps}",
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
        7
    });
    let _ = signaux(Box::pin(travail), 10).await;
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
    let travail = Box::pin(async {
        dans(1).await;
        for _ in 0..11 {
            dans(4).await;
        }
        7
    });
    let (_, duree, vus) = signaux(travail, 10).await;
    juger_signaux(&vus, 10, 45);
    exiger_egal!(
        duree,
        ms(45),
        "la durée d'un travail de 45 ms",
        "les signaux n'interrompent pas le travail"
    );
    // Puis à 10, 20 et 30 ms, à l'instant même d'un signal.
    let travail = Box::pin(async {
        for _ in 0..3 {
            dans(10).await;
        }
        dans(5).await;
        7
    });
    let (_, _, vus) = signaux(travail, 10).await;
    let (court, long) = (resumer(&vus), resumer(&signaux_attendus(10, 35)));
    exiger!(
        vus == signaux_attendus(10, 35),
        "un travail qui avance à 10, 20 et 30 ms et finit à 35 ms, période de 10 ms : {long} (numéro, heure)",
        "{court}",
        "un signal dû à l'instant même où le travail avance a lieu aussi : seule la fin du travail en dispense"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn aucun_reveil_ne_se_perd() {
    let travail = Box::pin(async {
        se_reveiller().await;
        7
    });
    let (_, duree, _) = signaux_avec(patience(PISTE_REVEIL_OUBLIE), travail, 10).await;
    let temps = texte::duree(duree);
    exiger!(
        duree.is_zero(),
        "un travail qui cède son tour, et n'attend rien d'autre, rend sa valeur aussitôt",
        "au bout de {temps}",
        "{PISTE_REVEIL_OUBLIE}"
    );
    let patience = patience(PISTE_DERNIER_WAKER);
    let appel = deja_interroge(Box::pin(signaux_avec(patience, valeur_dans(5, 7), 1000)));
    exiger_le_dernier_reveil(appel.await.1, ms(5));
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_fin_du_travail_reveille_l_appel_aussitot() {
    let (donner, travail) = oneshot::channel();
    dans_35_ms(|| donner.send(7));
    let temoin = Temoin::new();
    let travail = Box::pin(temoin.autour(async { travail.await.unwrap_or(0) }));
    let (valeur, duree, vus) = signaux_avec(patience(PISTE_REVEIL), travail, 10).await;
    exiger_le_reveil(duree);
    exiger_egal!(
        valeur,
        7,
        "la valeur du travail",
        "rends ce que le travail a rendu"
    );
    juger_signaux(&vus, 10, 35);
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn rien_ne_tourne_encore_apres_le_retour() {
    let _ = signaux(valeur_dans(35, 7), 10).await;
    exiger_le_calme(PISTE_TACHE_QUI_BAT).await;
}
