//! Étape 2, `avec_delai` : la valeur de l'opération, ou `None` une fois la limite passée. À l'instant même de la limite,
//! l'opération gagne ; toute durée est une limite.

use crate::avec_delai; // nom fixé par l'énoncé
use crate::commun_aux_etapes::{
    PISTE_DERNIER_WAKER, PISTE_REVEIL, PISTE_REVEIL_OUBLIE, dans, dans_35_ms, deja_interroge,
    exiger_le_dernier_reveil, exiger_le_reveil, patience, se_reveiller, valeur_dans,
};
use banc::{
    Boite, Explication, Patience, Temoin, exiger, exiger_egal, ms, nommer, sans_panique, texte,
};
use std::future::{pending, ready};
use std::time::{Duration, Instant};
use tokio::runtime::Builder;
use tokio::sync::oneshot;

/// Celle de la consigne, à la lettre : une réponse qui en demande davantage à ses arguments, ou rend un autre type, ne
/// compile pas.
#[allow(dead_code, reason = "seuls ses types comptent")]
fn signature<T>(
    limite: Duration,
    operation: impl Future<Output = T>,
) -> impl Future<Output = Option<T>> {
    avec_delai(limite, operation) // signature fixée : async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T>
}

const PISTE_L_UN_APRES_L_AUTRE: &str = "la limite passe d'abord, tout entière, puis rien ne borne l'opération : les deux \
    doivent avancer ensemble";

const PISTE_DELAI: &str =
    "l'appel n'a pas de limite : le minuteur doit courir en même temps que l'opération";

/// L'issue de l'appel, et le temps qu'il a pris.
async fn mesurer(limite: Duration, operation: Boite<'_, u32>) -> (Option<u32>, Duration) {
    mesurer_avec(patience(PISTE_DELAI), limite, operation).await
}

/// De même, avec cette patience. Une limite passée sans que l'horloge de Tokio avance est celle d'un thread endormi, si le
/// temps réel, lui, a passé.
async fn mesurer_avec(
    patience: Patience<'_>,
    limite: Duration,
    operation: Boite<'_, u32>,
) -> (Option<u32>, Duration) {
    let borne = texte::duree(limite);
    let attendu = format!("{borne} : une limite comme une autre");
    let operation = nommer("opération", operation);
    let appel = sans_panique(Box::pin(avec_delai(limite, operation)), |message| {
        if message.contains("Elapsed") {
            Some(Explication {
                attendu: "`None` une fois la limite passée",
                piste: "la limite passée n'est pas une panne : le résultat de `timeout` devient une `Option`, et \
                        `None` le dit",
            })
        } else if message.contains("overflow") {
            Some(Explication {
                attendu: &attendu,
                piste: "calculer l'instant de la limite (`Instant::now() + limite`) déborde : Tokio a des \
                        minuteurs qui prennent une durée",
            })
        } else {
            None
        }
    });
    let depart_reel = Instant::now();
    let (issue, duree) = patience.attendre(appel).await;
    let trop_tot = issue.is_none() && duree.is_zero() && !limite.is_zero();
    let borne = texte::duree(limite);
    exiger!(
        !trop_tot || depart_reel.elapsed() < limite,
        "une limite de {borne} sur l'horloge de Tokio",
        "`None` au bout de 0 ms de cette horloge, alors que le temps réel a passé : un thread a été bloqué",
        "`std::thread::sleep` endort un thread, donc toutes ses tâches, même depuis `spawn_blocking` : c'est le \
         minuteur de Tokio qu'il faut mettre en course"
    );
    (issue, duree)
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_operation_rapide_rend_sa_valeur_des_qu_elle_est_prete() {
    for n in [0, 1, 10, 99] {
        let (issue, duree) = mesurer(ms(100), valeur_dans(n, 7)).await;
        let temps = texte::duree(duree);
        exiger!(
            issue.is_some(),
            "une opération de {n} ms est prête avant une limite de 100 ms",
            "`None` au bout de {temps}",
            "`None` ne se rend qu'une fois la limite passée"
        );
        exiger!(
            duree == ms(n),
            "une opération de {n} ms rend sa valeur au bout de {n} ms",
            "elle l'a rendue au bout de {temps}",
            "la limite est un maximum, pas une attente de plus : l'opération et le minuteur avancent \
             ensemble, et le premier prêt termine l'appel"
        );
        exiger_egal!(
            issue,
            Some(7),
            "la valeur rendue",
            "rends ce que l'opération a rendu"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_operation_trop_lente_rend_none_a_la_limite() {
    for (limite, n) in [(100, 250), (10, 11), (1, 60_000)] {
        let (issue, duree) = mesurer(ms(limite), valeur_dans(n, 7)).await;
        exiger!(
            duree != ms(limite + n),
            "avec une limite de {limite} ms, une opération de {n} ms est abandonnée au bout de {limite} ms",
            "elle a commencé quand la limite a fini, et duré {n} ms de plus",
            "{PISTE_L_UN_APRES_L_AUTRE}"
        );
        let temps = texte::duree(duree);
        exiger!(
            duree != ms(n),
            "avec une limite de {limite} ms, une opération de {n} ms est abandonnée au bout de {limite} ms",
            "elle a été attendue jusqu'au bout, {temps}",
            "regarder l'heure après coup ne limite rien : l'opération et le minuteur doivent être en course"
        );
        exiger!(
            issue.is_none() && duree == ms(limite),
            "avec une limite de {limite} ms, une opération de {n} ms donne `None` au bout de {limite} ms",
            "{issue:?} au bout de {temps}",
            "c'est `limite`, et rien d'autre, qui borne l'attente"
        );
    }
    let (issue, duree) = mesurer(ms(40), Box::pin(pending())).await;
    let temps = texte::duree(duree);
    exiger!(
        issue.is_none() && duree == ms(40),
        "une opération qui n'est jamais prête donne `None` à la limite, 40 ms",
        "{issue:?} au bout de {temps}",
        "c'est le minuteur qui doit terminer l'appel"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn l_operation_abandonnee_est_detruite() {
    for limite in [0, 20] {
        let temoin = Temoin::new();
        let operation = Box::pin(temoin.autour(valeur_dans(50, 7)));
        let (issue, _) = mesurer(ms(limite), operation).await;
        exiger!(
            issue.is_none() && !temoin.a_fini(),
            "une opération de 50 ms n'est pas attendue au-delà d'une limite de {limite} ms",
            "{issue:?}, et elle est allée au bout",
            "une fois la limite passée, l'opération ne doit plus avancer"
        );
        exiger!(
            temoin.est_lache(),
            "l'opération est détruite avant que `avec_delai` rende `None`",
            "elle existe encore",
            "abandonner un future, c'est le détruire (`drop`) : celui-ci a été mis de côté (`forget`, \
             `leak`) au lieu d'être lâché"
        );
    }
}

const PISTE_AU_HASARD: &str = "l'ordre est tiré au sort : `select!` essaie ses branches au hasard, sauf si tu lui \
    demandes de suivre leur ordre";

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn prete_a_l_instant_de_la_limite_elle_gagne_chaque_fois() {
    for n in [1, 10, 100, 100_000] {
        let mut gagnees = 0;
        for _ in 0..64 {
            let (issue, _) = mesurer(ms(n), valeur_dans(n, 7)).await;
            gagnees += u32::from(issue.is_some());
        }
        exiger!(
            gagnees != 0,
            "une opération de {n} ms gagne contre une limite de {n} ms, 64 fois sur 64",
            "elle n'a jamais gagné",
            "la limite est regardée avant l'opération : quand les deux sont prêtes, l'opération passe d'abord"
        );
        exiger!(
            gagnees == 64,
            "une opération de {n} ms gagne contre une limite de {n} ms, 64 fois sur 64",
            "elle a gagné {gagnees} fois sur 64",
            "{PISTE_AU_HASARD}"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_limite_nulle_laisse_sa_chance_a_l_operation() {
    let mut gagnees = 0;
    for _ in 0..64 {
        let (issue, _) = mesurer(Duration::ZERO, Box::pin(ready(7))).await;
        gagnees += u32::from(issue == Some(7));
    }
    exiger!(
        gagnees != 0,
        "avec une limite nulle, une opération prête tout de suite rend sa valeur, 64 fois sur 64",
        "elle ne l'a jamais rendue",
        "l'opération doit être interrogée au moins une fois, et avant la limite, même nulle"
    );
    exiger!(
        gagnees == 64,
        "avec une limite nulle, une opération prête tout de suite rend sa valeur, 64 fois sur 64",
        "elle l'a rendue {gagnees} fois sur 64",
        "{PISTE_AU_HASARD}"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_limite_nulle_n_attend_pas_l_operation() {
    let (issue, duree) = mesurer(Duration::ZERO, Box::pin(pending())).await;
    let temps = texte::duree(duree);
    exiger!(
        issue.is_none() && duree.is_zero(),
        "avec une limite nulle, une opération en attente donne `None` aussitôt",
        "{issue:?} au bout de {temps}",
        "une limite de zéro est une limite comme une autre : rien ne s'ajoute à elle"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_limite_plus_fine_que_la_milliseconde_n_est_pas_nulle() {
    for micros in [300, 1_500, 2_001, 999_500, 1_999_500] {
        let limite = Duration::from_micros(micros);
        let (issue, duree) = mesurer(limite, Box::pin(pending())).await;
        let temps = texte::duree(duree);
        exiger!(
            issue.is_none() && duree >= limite && duree <= limite + ms(1),
            "une opération qui n'est jamais prête donne `None` une fois passée une limite de {micros} µs (Tokio compte à la \
             milliseconde, par excès)",
            "{issue:?} au bout de {temps}",
            "une durée plus fine que la milliseconde en est une : `as_millis` la coupe, et 300 µs n'en sont plus aucune ; \
             passe `limite` telle quelle (refaite de ses secondes et de ses millisecondes, une retenue se perd : 999 500 µs en \
             font mille, donc une seconde)"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_limite_immense_attend_sans_paniquer() {
    for limite in [Duration::MAX, Duration::MAX / 2] {
        for n in [5, 10 * 3600 * 1000] {
            let patience = patience(PISTE_DELAI).temps(ms(20 * 3600 * 1000));
            let (issue, duree) = mesurer_avec(patience, limite, valeur_dans(n, 7)).await;
            let temps = texte::duree(duree);
            let borne = texte::duree(limite);
            exiger!(
                issue == Some(7) && duree == ms(n),
                "avec pour limite {borne}, une opération de {n} ms va au bout",
                "{issue:?} au bout de {temps}",
                "`Duration::MAX` est une limite comme une autre : ne la remplace pas par une plus courte"
            );
        }
    }
}

#[banc::etape]
#[test]
fn une_limite_de_plus_d_un_an_n_est_pas_raccourcie() {
    // Un runtime à part : à un `#[tokio::test]`, le banc n'accorde qu'un jour de cette horloge.
    let runtime = Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .expect("le système a de quoi démarrer un runtime Tokio");
    let mut corps: Boite<'_, ()> = Box::pin(async {
        juger_une_limite_en_jours(Duration::MAX, 400).await;
        juger_une_limite_en_jours(500 * UN_JOUR, 400).await;
        juger_une_limite_en_jours(400 * UN_JOUR, 500).await;
    });
    runtime.block_on(corps.as_mut());
    runtime.shutdown_background();
}

const UN_JOUR: Duration = Duration::from_secs(24 * 3600);

/// L'opération ou la limite, la première des deux, prend 400 jours.
async fn juger_une_limite_en_jours(limite: Duration, jours: u32) {
    let patience = patience(PISTE_DELAI).temps(1000 * UN_JOUR);
    let operation = valeur_dans((jours * UN_JOUR).as_millis() as u64, 7);
    let (issue, duree) = mesurer_avec(patience, limite, operation).await;
    let attendu = (jours == 400).then_some(7);
    let temps = texte::duree(duree);
    let borne = texte::duree(limite);
    exiger!(
        duree <= 400 * UN_JOUR,
        "avec pour limite {borne}, une opération de {jours} jours donne {attendu:?} au bout de 400 jours",
        "{issue:?} au bout de {temps}",
        "la limite est passée, et l'appel a attendu davantage : c'est elle, et rien d'autre, qui \
         borne l'attente"
    );
    exiger!(
        issue == attendu && duree == 400 * UN_JOUR,
        "avec pour limite {borne}, une opération de {jours} jours donne {attendu:?} au bout de 400 jours",
        "{issue:?} au bout de {temps}",
        "une limite longue n'est pas raccourcie : toute durée est une limite comme une autre, et les \
         minuteurs de Tokio les acceptent toutes"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_reveils_de_l_operation_ne_repoussent_pas_la_limite() {
    // L'opération se réveille toutes les 10 ms, 30 fois.
    let operation = Box::pin(async {
        for _ in 0..30 {
            dans(10).await;
        }
        7
    });
    let (issue, duree) = mesurer(ms(95), operation).await;
    exiger!(
        duree != ms(95 + 300),
        "une opération de 30 fois 10 ms est abandonnée à la limite, 95 ms",
        "elle a commencé quand la limite a fini, et duré 300 ms de plus",
        "{PISTE_L_UN_APRES_L_AUTRE}"
    );
    let temps = texte::duree(duree);
    exiger!(
        issue.is_none(),
        "une opération de 30 fois 10 ms est abandonnée à la limite, 95 ms",
        "{issue:?} au bout de {temps}",
        "le minuteur repart de zéro à chaque réveil de l'opération : crée-le une seule fois"
    );
    exiger!(
        duree == ms(95),
        "une opération de 30 fois 10 ms est abandonnée à la limite, 95 ms",
        "{issue:?} au bout de {temps}",
        "c'est `limite`, telle quelle, qui borne l'attente : ni plus, ni moins, et sans attendre l'opération"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_valeur_reveille_l_appel_aussitot() {
    let (donner, operation) = oneshot::channel();
    dans_35_ms(|| donner.send(7));
    let temoin = Temoin::new();
    let operation = Box::pin(temoin.autour(async { operation.await.unwrap_or(0) }));
    let patience = patience(PISTE_REVEIL);
    let (issue, duree) = mesurer_avec(patience, ms(1000), operation).await;
    exiger!(
        duree != ms(1000),
        "une opération prête à 35 ms termine l'appel à 35 ms",
        "il n'a fini qu'avec la limite, à 1000 ms",
        "l'appel attend toute la limite avant de regarder l'opération : les deux doivent avancer ensemble"
    );
    exiger_le_reveil(duree);
    exiger_egal!(
        issue,
        Some(7),
        "l'issue de l'opération",
        "rends ce que l'opération a rendu"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn aucun_reveil_ne_se_perd() {
    let operation = Box::pin(async {
        se_reveiller().await;
        7
    });
    let (issue, duree) = mesurer_avec(patience(PISTE_REVEIL_OUBLIE), ms(50), operation).await;
    let temps = texte::duree(duree);
    exiger!(
        issue == Some(7) && duree.is_zero(),
        "une opération qui cède son tour, et n'attend rien d'autre, rend sa valeur aussitôt",
        "{issue:?} au bout de {temps}",
        "{PISTE_REVEIL_OUBLIE}"
    );
    let patience = patience(PISTE_DERNIER_WAKER);
    let appel = deja_interroge(Box::pin(mesurer_avec(patience, ms(50), valeur_dans(5, 7))));
    exiger_le_dernier_reveil(appel.await.1, ms(5));
}
