//! Étape 4, `CompteARebours` : un `poll` écrit à la main, qui rend `Pending` exactement n fois et réveille chaque fois.

use std::pin::{Pin, pin};
use std::task::Poll::{self, Ready};
use std::time::Instant;

use banc::thread_libre::hors_du_runtime;
use banc::{Boite, Patience, Sonde, attraper, echec, exiger, exiger_egal, message_de, ms, texte};

use crate::CompteARebours; // nom fixé par l'énoncé

/// L'appel, avec les types de la consigne.
fn compter(n: u32) -> Boite<'static, &'static str> {
    let compte: CompteARebours = CompteARebours::new(n);
    let _: u32 = compte.restant;
    Box::pin(compte)
}

const PISTE_REVEIL: &str = "`poll` a rendu `Pending` sans réveiller le waker de son `cx` : plus personne \
    n'interrogera ce future, qui dort pour toujours (`yield_now` remet ce réveil à plus tard : à `poll` de le demander)";

const DECOLLAGE: &str = "Décollage !";

/// Juge la réponse d'un `poll` qui doit décoller : un texte inexact n'est pas un compte inexact.
#[track_caller]
fn juger_decollage(reponse: Poll<&'static str>, quand: &str, piste: &str) {
    exiger!(
        reponse.is_ready(),
        "{quand} rend Ready({DECOLLAGE:?})",
        "{reponse:?}",
        "{piste}"
    );
    exiger!(
        reponse == Ready(DECOLLAGE),
        "{quand} rend Ready({DECOLLAGE:?})",
        "{reponse:?}",
        "le texte diffère : « Décollage ! », é accentué, une espace ordinaire avant le point d'exclamation"
    );
}

/// Un seul `poll`, avec un waker neuf : la réponse, et combien de fois ce waker-là a été réveillé.
fn interroger(compte: Pin<&mut CompteARebours>) -> (Poll<&'static str>, usize) {
    let mut sonde = Sonde::new(compte);
    let reponse = sonde.sonder();
    (reponse, sonde.reveils())
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn a_zero_le_decollage_est_immediat() {
    let mut compte = pin!(CompteARebours::new(0));
    match attraper(async { interroger(compte.as_mut()).0 }).await {
        Ok(reponse) => juger_decollage(
            reponse,
            "le premier `poll` de `new(0)`",
            "à zéro il n'y a rien à retirer ni à attendre : teste zéro avant de soustraire",
        ),
        Err(panique) => {
            let message = message_de(&*panique);
            echec!(
                "le premier `poll` de `new(0)` rend `Ready`",
                "une panique : {message}",
                "zéro moins un n'existe pas en `u32` : teste zéro avant de soustraire"
            )
        }
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn pending_est_rendu_exactement_n_fois() {
    for n in [3, 1, 2, 10] {
        let mut compte = pin!(CompteARebours::new(n));
        for tour in 1..=n {
            let (reponse, _) = interroger(compte.as_mut());
            let restant = compte.restant;
            exiger!(
                reponse.is_pending() || tour > 1 || n == 1,
                "le premier `poll` de `new({n})` rend `Pending`, un cran plus bas",
                "il rend déjà {reponse:?}, et `restant` vaut {restant}",
                "une boucle dans `poll` fait tout le compte d'un coup en gardant le thread : un appel, un \
                 cran, puis `Pending`"
            );
            exiger!(
                reponse.is_pending(),
                "`new({n})` rend `Pending` {n} fois avant `Ready`",
                "le `poll` numéro {tour} rend déjà {reponse:?}",
                "un tour trop tôt : c'est `restant` à zéro en entrant dans `poll` qui donne `Ready`, pas \
                 `restant` qui vient d'y arriver"
            );
            exiger_egal!(
                restant,
                n - tour,
                "`restant` après {tour} `poll` de `new({n})`",
                "chaque `Pending` retire exactement 1 au champ `restant` lui-même, pas à une copie ni à un \
                 compteur commun à tous"
            );
        }
        let (reponse, _) = interroger(compte.as_mut());
        juger_decollage(
            reponse,
            &format!("le `poll` qui suit les {n} `Pending` de `new({n})`"),
            "dès que `restant` vaut 0, le `poll` suivant rend `Ready`, sans un tour de plus",
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn chaque_pending_reveille_son_waker() {
    let mut compte = pin!(CompteARebours::new(4));
    // Le même waker à chaque appel, comme le fait le plus souvent un runtime.
    let mut sonde = Sonde::new(compte.as_mut());
    let mut avant = 0;
    for tour in 1..=4 {
        if sonde.sonder().is_ready() {
            break;
        }
        let reveils = sonde.reveils();
        exiger!(
            reveils > 0 || tour > 1,
            "le waker est réveillé avant que le premier `poll` rende `Pending`",
            "`Pending` est rendu, et le waker n'a pas été réveillé",
            "`Pending` promet un réveil : sans lui, la tâche dort pour toujours ; c'est à `poll` de le \
             demander, lui-même et avant de rendre la main (laisser ce soin à un autre future, à `yield_now` par exemple, \
             ne suffit pas)"
        );
        exiger!(
            reveils > avant,
            "le waker est réveillé avant chaque `Pending`",
            "il ne l'a pas été au `poll` numéro {tour}",
            "un réveil ne vaut que pour un `poll` : il en faut un nouveau avant chaque `Pending`"
        );
        avant = reveils;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_waker_reveille_est_celui_du_dernier_appel() {
    for n in [2, 3] {
        let mut compte = pin!(CompteARebours::new(n));
        for tour in 1..=n {
            let (reponse, reveils) = interroger(compte.as_mut());
            exiger!(
                reponse.is_ready() || reveils > 0 || tour > 1,
                "le waker reçu au premier `poll` est réveillé",
                "il ne l'a pas été",
                "{PISTE_REVEIL}"
            );
            exiger!(
                reponse.is_ready() || reveils > 0,
                "au `poll` numéro {tour}, le waker reçu à cet appel est réveillé",
                "il ne l'a pas été",
                "le future a changé de tâche entre deux appels : réveiller un waker gardé d'un `poll` \
                 précédent réveille l'ancienne ; seul compte celui du `cx` reçu maintenant"
            );
        }
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_runtime_mene_le_compte_jusqu_au_bout() {
    for n in [3, 1000] {
        let patience = Patience::new(PISTE_REVEIL).piste_de_boucle(
            "un `poll` écrit à la main doit finir par rendre `Ready` : chaque appel le rapproche de la fin, et à zéro il \
             n'y a plus à attendre",
        );
        let (texte, _) = patience.attendre(compter(n)).await;
        juger_decollage(
            Ready(texte),
            &format!("`CompteARebours::new({n})`, attendu,"),
            PISTE_REVEIL,
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_comptes_ne_se_melangent_pas() {
    let mut long = pin!(CompteARebours::new(3));
    let mut court = pin!(CompteARebours::new(1));
    let reponses = [
        interroger(long.as_mut()).0,
        interroger(court.as_mut()).0,
        interroger(court.as_mut()).0,
        interroger(long.as_mut()).0,
    ];
    let restants = (long.restant, court.restant);
    let attentes = reponses.map(|reponse| reponse.is_pending());
    exiger!(
        attentes == [true, true, false, true] && restants == (1, 0),
        "`new(3)` et `new(1)` interrogés tour à tour avancent chacun pour soi",
        "ils ont rendu {reponses:?}, et il leur reste {restants:?}",
        "tout l'état d'un compte tient dans son champ `restant`, sans rien de commun aux deux ; si un compte \
         seul est déjà faux, un autre test de l'étape dit pourquoi"
    );
    juger_decollage(reponses[2], "le second `poll` de `new(1)`", PISTE_REVEIL);
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn poll_rend_la_main_sans_attendre() {
    let mut compte = pin!(CompteARebours::new(400));
    // Le plus court des 300 : une machine chargée en ralentit quelques-uns, un thread endormi tous.
    let mut plus_court = ms(1000);
    for _ in 0..300 {
        let depart = Instant::now();
        let _ = interroger(compte.as_mut());
        plus_court = plus_court.min(depart.elapsed());
    }
    let lu = texte::duree(plus_court);
    exiger!(
        plus_court < ms(1) / 10,
        "un `poll` rend la main aussitôt",
        "de 300 `poll`, le plus court a pris {lu} de temps réel",
        "`poll` n'attend rien : `std::thread::sleep` y endort le thread, donc toutes ses tâches ; retirer 1 et \
         réveiller le waker ne prennent aucun temps"
    );
    exiger!(
        hors_du_runtime(&mut || {
            let _ = interroger(pin!(CompteARebours::new(2)));
        }),
        "un `poll` hors du runtime de Tokio rend `Pending`",
        "une panique",
        "`poll` n'a besoin de rien d'autre que de `restant` et du waker de son `cx` : ni minuteur (`sleep`), ni tâche (`spawn`)"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_compte_immense_avance_aussi_d_un_cran() {
    // Petit d'abord : une réponse qui boucle dans `poll` échoue ici au lieu de tourner des minutes.
    for n in [1000, u32::MAX] {
        let mut compte = pin!(CompteARebours::new(n));
        let (reponse, _) = interroger(compte.as_mut());
        let restant = compte.restant;
        exiger!(
            reponse.is_pending() && restant == n - 1,
            "le premier `poll` de `new({n})` rend `Pending` et laisse `restant` à un de moins",
            "il rend {reponse:?} et laisse `restant` à {restant}",
            "un appel retire 1, quel que soit le nombre : ni boucle, ni conversion vers un type plus petit"
        );
    }
}
