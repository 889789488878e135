//! Étape 2 : avec_delai.

use crate::avec_delai;
use crate::commun_aux_etapes::{
    Boite, dans, en_attente, finir_aussitot, mesurer, sans_panique, sobre,
};
use banc::{Temoin, attraper, chronometrer, echec, exiger, exiger_egal, message_de, ms};
use std::future::{pending, ready};
use std::panic::resume_unwind;
use std::rc::Rc;
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::time::timeout;

const PISTE_DELAI: &str =
    "l'appel n'a pas de limite : le minuteur doit courir en même temps que l'opération";

const PISTE_DEBORDE: &str = "calculer l'instant de la limite (`Instant::now() + limite`) déborde : Tokio a des \
    minuteurs qui prennent une durée";

/// `avec_delai`, où un `unwrap` sur la limite passée et un instant qui déborde ont leur piste.
fn delai<'a, T: 'a>(
    limite: Duration,
    operation: impl Future<Output = T> + 'a,
) -> Boite<'a, Option<T>> {
    let appel = Box::pin(avec_delai(limite, operation));
    Box::pin(delai_sans_panique(limite, appel))
}

async fn delai_sans_panique<T>(limite: Duration, appel: Boite<'_, Option<T>>) -> Option<T> {
    let appel = sans_panique(
        appel,
        &["Elapsed"],
        "`None` une fois la limite passée",
        "la limite passée n'est pas une panne : le résultat de `timeout` devient une `Option`, et `None` le dit",
    );
    let attendu = format!("une limite de {limite:?} est une limite comme une autre");
    sans_panique(Box::pin(appel), &["overflow"], &attendu, PISTE_DEBORDE).await
}

/// L'issue de [`delai`], et le temps qu'elle a pris. Une limite passée sans que l'horloge de Tokio avance est
/// celle d'un thread endormi, si le temps réel, lui, a passé.
#[track_caller]
fn mesurer_delai<'a, T: 'a>(
    limite: Duration,
    operation: impl Future<Output = T> + 'a,
) -> Boite<'a, (Option<T>, Duration)> {
    let mesure = mesurer(delai(limite, operation), PISTE_DELAI);
    Box::pin(exiger_un_thread_libre(limite, mesure))
}

async fn exiger_un_thread_libre<T>(
    limite: Duration,
    mesure: Boite<'_, (Option<T>, Duration)>,
) -> (Option<T>, Duration) {
    let depart_reel = std::time::Instant::now();
    let (issue, duree) = mesure.await;
    let trop_tot = issue.is_none() && duree.is_zero() && !limite.is_zero();
    exiger!(
        !trop_tot || depart_reel.elapsed() < limite,
        "une limite de {limite:?} sur l'horloge de Tokio",
        "`None` au bout de 0 ms de cette horloge, alors que le temps réel a passé : un thread a été bloqué",
        "`std::thread::sleep` endort un thread, donc toutes ses tâches, même depuis `spawn_blocking` : c'est le \
         minuteur de Tokio qu'il faut mettre en course"
    );
    (issue, duree)
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_operation_rapide_rend_sa_valeur_des_qu_elle_est_prete() {
    // Ni `Send` ni `'static`, ni `Copy` : une valeur quelconque de l'appelant.
    let texte = String::from("fait");
    for n in [0, 1, 10, 99] {
        let operation = async {
            dans(n).await;
            (Rc::new(n), &texte)
        };
        let (issue, duree) = mesurer_delai(ms(100), operation).await;
        exiger!(
            issue.is_some(),
            "une opération de {n} ms est prête avant une limite de 100 ms",
            "`None` au bout de {duree:?}",
            "`None` ne se rend qu'une fois la limite passée"
        );
        exiger!(
            duree == ms(n),
            "une opération de {n} ms rend sa valeur au bout de {n} ms",
            "elle l'a rendue au bout de {duree:?}",
            "la limite est un maximum, pas une attente de plus : l'opération et le minuteur avancent \
             ensemble, et le premier prêt termine l'appel"
        );
        exiger_egal!(
            issue,
            Some((Rc::new(n), &texte)),
            "la valeur rendue",
            "rends ce que l'opération a rendu"
        );
    }
    let (issue, _) = mesurer_delai(ms(10), ready(None::<u32>)).await;
    exiger_egal!(
        issue,
        Some(None),
        "l'issue d'une opération qui rend `None`",
        "seule la limite donne `None` : la valeur de l'opération, quelle qu'elle soit, est dans `Some`"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_operation_trop_lente_rend_none_a_la_limite() {
    for (limite, n) in [(100, 250), (10, 11), (1, 60_000)] {
        let (issue, duree) = mesurer_delai(ms(limite), dans(n)).await;
        exiger!(
            duree != ms(n),
            "avec une limite de {limite} ms, une opération de {n} ms est abandonnée au bout de {limite} ms",
            "elle a été attendue jusqu'au bout, {duree:?}",
            "regarder l'heure après coup ne limite rien : l'opération et le minuteur doivent être en course"
        );
        exiger!(
            issue.is_none() && duree == ms(limite),
            "avec une limite de {limite} ms, une opération de {n} ms donne `None` au bout de {limite} ms",
            "{issue:?} au bout de {duree:?}",
            "c'est `limite`, et rien d'autre, qui borne l'attente"
        );
    }
    let (issue, duree) = mesurer_delai(ms(40), pending::<()>()).await;
    exiger!(
        issue.is_none() && duree == ms(40),
        "une opération qui n'est jamais prête donne `None` à la limite, 40 ms",
        "{issue:?} au bout de {duree:?}",
        "c'est le minuteur qui doit terminer l'appel"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn l_operation_abandonnee_est_detruite() {
    for limite in [0, 20] {
        let temoin = Temoin::new();
        let (issue, _) = mesurer_delai(ms(limite), temoin.autour(dans(50))).await;
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

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn prete_a_l_instant_de_la_limite_elle_gagne_chaque_fois() {
    for n in [1, 10, 100, 100_000] {
        let mut gagnees = 0;
        for _ in 0..64 {
            let (issue, _) = mesurer_delai(ms(n), dans(n)).await;
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
            "l'ordre est tiré au sort : `select!` essaie ses branches au hasard, sauf si tu lui demandes de \
             suivre leur ordre"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_limite_nulle_laisse_sa_chance_a_l_operation() {
    let mut gagnees = 0;
    for _ in 0..64 {
        let (issue, _) = mesurer_delai(Duration::ZERO, ready("prête")).await;
        gagnees += u32::from(issue == Some("prête"));
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
        "l'ordre est tiré au sort : `select!` essaie ses branches au hasard, sauf si tu lui demandes de \
         suivre leur ordre"
    );
    let (issue, duree) = mesurer_delai(Duration::ZERO, pending::<()>()).await;
    exiger!(
        issue.is_none() && duree.is_zero(),
        "avec une limite nulle, une opération en attente donne `None` aussitôt",
        "{issue:?} au bout de {duree:?}",
        "une limite de zéro est une limite comme une autre : rien ne s'ajoute à elle"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_limite_immense_attend_sans_paniquer() {
    for limite in [Duration::MAX, Duration::MAX / 2] {
        for n in [5, 10 * 3600 * 1000] {
            let appel = sobre(Box::pin(avec_delai(limite, dans(n))));
            match attraper(chronometrer(appel)).await {
                Ok((Some(()), duree)) if duree == ms(n) => {}
                Ok((issue, duree)) => echec!(
                    "avec une limite de {limite:?}, une opération de {n} ms va au bout",
                    "{issue:?} au bout de {duree:?}",
                    "`Duration::MAX` est une limite comme une autre : ne la remplace pas par une plus courte"
                ),
                Err(panique) => {
                    let message = message_de(&*panique);
                    if message.starts_with("  attendu : ") {
                        resume_unwind(panique);
                    }
                    echec!(
                        "avec une limite de {limite:?}, une opération de {n} ms va au bout",
                        "une panique : {message}",
                        "{PISTE_DEBORDE}"
                    )
                }
            }
        }
    }
}

#[banc::etape]
#[test]
fn une_limite_de_plus_d_un_an_n_est_pas_raccourcie() {
    const UN_JOUR: u64 = 24 * 3600 * 1000;
    // Un runtime à part : `essai_virtuel` n'accorde qu'un jour de cette horloge.
    let runtime = Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .expect("le système a de quoi démarrer un runtime Tokio");
    runtime.block_on(async {
        for (limite, jours) in [
            (Duration::MAX, 400),
            (ms(500 * UN_JOUR), 400),
            (ms(400 * UN_JOUR), 500),
        ] {
            let appel = chronometrer(sobre(delai(limite, dans(jours * UN_JOUR))));
            let Ok((issue, duree)) = timeout(ms(1000 * UN_JOUR), appel).await else {
                echec!(
                    "avec une limite de {limite:?}, une opération de {jours} jours : l'appel se termine",
                    "mille jours plus tard sur l'horloge de Tokio, il attend toujours",
                    "{PISTE_DELAI}"
                )
            };
            let attendu = (jours == 400).then_some(());
            exiger!(
                duree <= ms(400 * UN_JOUR),
                "avec une limite de {limite:?}, une opération de {jours} jours donne {attendu:?} au bout de \
                 400 jours",
                "{issue:?} au bout de {duree:?}",
                "la limite est passée, et l'appel a attendu davantage : c'est elle, et rien d'autre, qui \
                 borne l'attente"
            );
            exiger!(
                issue == attendu && duree == ms(400 * UN_JOUR),
                "avec une limite de {limite:?}, une opération de {jours} jours donne {attendu:?} au bout de \
                 400 jours",
                "{issue:?} au bout de {duree:?}",
                "une limite longue n'est pas raccourcie : toute durée est une limite comme une autre, et les \
                 minuteurs de Tokio les acceptent toutes"
            );
        }
    });
    runtime.shutdown_background();
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_reveils_de_l_operation_ne_repoussent_pas_la_limite() {
    // L'opération se réveille toutes les 10 ms, 30 fois.
    let operation = async {
        for _ in 0..30 {
            dans(10).await;
        }
    };
    let (issue, duree) = mesurer_delai(ms(95), operation).await;
    exiger!(
        issue.is_none(),
        "une opération de 30 fois 10 ms est abandonnée à la limite, 95 ms",
        "{issue:?} au bout de {duree:?}",
        "le minuteur repart de zéro à chaque réveil de l'opération : crée-le une seule fois"
    );
    exiger!(
        duree == ms(95),
        "une opération de 30 fois 10 ms est abandonnée à la limite, 95 ms",
        "{issue:?} au bout de {duree:?}",
        "c'est `limite`, telle quelle, qui borne l'attente : ni plus, ni moins, et sans attendre l'opération"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_valeur_reveille_l_appel_aussitot() {
    let (donner, operation) = oneshot::channel();
    let mut appel = sobre(Box::pin(avec_delai(
        ms(1000),
        Temoin::new().autour(operation),
    )));
    en_attente(&mut appel).await;
    let _ = donner.send(7);
    exiger_egal!(
        finir_aussitot(appel).await,
        Some(Ok(7)),
        "l'issue de l'opération",
        "rends ce que l'opération a rendu"
    );
}
