//! Étape 3 : compter_les_tics.

use crate::commun_aux_etapes::{
    dans, en_attente, exiger_le_calme, finir_aussitot, mesurer, sans_panique, sobre,
};
use crate::compter_les_tics;
use banc::{attraper, echec, ensemble, exiger, exiger_egal, message_de, ms};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

const PISTE_AUCUN_TIC: &str = "un tic par période entière, du début à l'arrêt ; et si tu mesures le temps, l'horloge \
    de `std` ne suit pas celle de Tokio : `tokio::time::Instant`, lui, la suit";

const PISTE_MOINS_UN: &str = "l'arrêt peut venir avant le premier tic, et zéro moins un n'existe pas en `u32` : ne \
    retire rien après coup, passe le tic immédiat avant de compter";

/// Arrête le compteur au bout de `arret` ms, par un message ou en lâchant l'émetteur, et juge son compte.
async fn juger_tics(periode: u64, arret: u64, par_message: bool) {
    let (emetteur, recepteur) = oneshot::channel();
    let comment = if par_message {
        "l'arrêt"
    } else {
        "la perte de l'émetteur"
    };
    let piste = if par_message {
        "le message d'arrêt n'arrête pas le compteur : l'attends-tu en même temps que le tic ?"
    } else {
        "la perte de l'émetteur arrête aussi le compteur : un récepteur rend alors `Err`, que le motif de la \
         branche doit accepter"
    };
    let appel = mesurer(attraper(compter_les_tics(ms(periode), recepteur)), piste);
    let ((compte, duree), ()) = tokio::join!(appel, async move {
        dans(arret).await;
        if par_message {
            let _ = emetteur.send(());
        } else {
            drop(emetteur);
        }
    });
    let compte = match compte {
        Ok(compte) => compte,
        Err(panique) => {
            let message = message_de(&*panique);
            exiger!(
                !message.contains("called after complete"),
                "un compte de tics, après {comment} au bout de {arret} ms",
                "une panique : {message}",
                "le récepteur a déjà donné sa réponse et il est attendu de nouveau : toute réponse, `Ok` ou `Err`, \
                 arrête le compteur (une branche au motif `Ok(…)` laisse passer la perte de l'émetteur)"
            );
            exiger!(
                !message.contains("subtract with overflow"),
                "un compte de tics, après {comment} au bout de {arret} ms",
                "une panique : {message}",
                "{PISTE_MOINS_UN}"
            );
            echec!(
                "un compte de tics, après {comment} au bout de {arret} ms",
                "une panique : {message}",
                "ni le message d'arrêt ni la perte de son émetteur ne sont des erreurs"
            )
        }
    };
    exiger!(
        duree >= ms(arret),
        "périodes de {periode} ms : le compteur attend {comment}, au bout de {arret} ms",
        "il a rendu la main dès {duree:?}, avant l'arrêt (compte : {compte})",
        "après un tic, il faut continuer à attendre : une boucle, que seul l'arrêt termine"
    );
    exiger!(
        duree == ms(arret),
        "périodes de {periode} ms : {comment}, au bout de {arret} ms, est suivi aussitôt",
        "le compteur n'a rendu la main qu'au bout de {duree:?} (compte : {compte})",
        "l'arrêt tombe au milieu d'une période : il s'attend en même temps que le tic, pas entre deux tics"
    );
    let attendu = arret / periode;
    exiger!(
        u64::from(compte) != attendu + 1,
        "périodes de {periode} ms, {comment} au bout de {arret} ms : {attendu} tics",
        "{compte}, un de trop",
        "seules les périodes entières comptent : le premier tic d'un `interval` est immédiat et n'en mesure \
         aucune, et la dernière, inachevée, ne compte pas"
    );
    exiger!(
        compte != 0 || attendu == 0,
        "périodes de {periode} ms, {comment} au bout de {arret} ms : {attendu} tics",
        "0, aucun",
        "{PISTE_AUCUN_TIC}"
    );
    exiger!(
        u64::from(compte) == attendu,
        "périodes de {periode} ms, {comment} au bout de {arret} ms : {attendu} tics",
        "{compte}",
        "un tic par période entière, du début à l'arrêt"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn seules_les_periodes_entieres_comptent() {
    for (periode, arret) in [(10, 35), (10, 19), (7, 100), (250, 1001), (40_000, 100_000)] {
        juger_tics(periode, arret, true).await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn l_arret_est_suivi_au_milieu_d_une_periode() {
    // Au milieu de la première, de la troisième, et d'une période d'un an.
    for (periode, arret) in [(1000, 1), (1000, 2500), (365 * 24 * 3600 * 1000, 50)] {
        juger_tics(periode, arret, true).await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_perte_de_l_emetteur_arrete_aussi() {
    for (periode, arret) in [(10, 35), (1000, 2500), (10, 4)] {
        juger_tics(periode, arret, false).await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_arret_deja_demande_donne_zero() {
    for par_message in [true, false].repeat(32) {
        let (emetteur, recepteur) = oneshot::channel();
        if par_message {
            let _ = emetteur.send(());
        } else {
            drop(emetteur);
        }
        let appel = sans_panique(
            Box::pin(compter_les_tics(ms(10), recepteur)),
            &["subtract with overflow"],
            "un arrêt demandé avant l'appel donne 0 tic, chaque fois",
            PISTE_MOINS_UN,
        );
        let (compte, duree) = mesurer(appel, "l'arrêt, message ou perte de l'émetteur, est acquis avant l'appel : il est suivi aussitôt").await;
        exiger!(
            duree.is_zero(),
            "un arrêt demandé avant l'appel est suivi aussitôt",
            "le compteur a attendu {duree:?}",
            "l'arrêt s'attend dès le début, en même temps que le premier tic"
        );
        exiger!(
            compte == 0,
            "un arrêt demandé avant l'appel donne 0 tic, chaque fois",
            "{compte}",
            "aucune période n'a pu passer : le premier tic d'un `interval` est immédiat, il ne mesure rien"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn l_arret_reveille_le_compteur_aussitot() {
    let (emetteur, recepteur) = oneshot::channel();
    let mut appel = sobre(Box::pin(compter_les_tics(ms(10), recepteur)));
    en_attente(&mut appel).await;
    let _ = emetteur.send(());
    exiger_egal!(
        finir_aussitot(appel).await,
        3,
        "le compte de tics de 10 ms en 35 ms",
        "{PISTE_AUCUN_TIC}"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn rien_ne_tourne_encore_apres_le_retour() {
    let avant = Handle::current().metrics().num_alive_tasks();
    for par_message in [true, false] {
        juger_tics(10, 35, par_message).await;
        exiger_le_calme(
            avant,
            10,
            "une tâche lancée par `tokio::spawn` vit seule : elle compte encore alors que l'arrêt est passé ; \
             arrête-la (`abort`), ou n'en lance pas : une boucle de `select!` suffit",
        )
        .await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_compteurs_comptent_ensemble_et_longtemps() {
    let compter = |periode: u64, arret: u64| juger_tics(periode, arret, true);
    ensemble(vec![compter(3, 3001), compter(40, 4999)]).await;
    compter(2, 1001).await;
}
