//! Étape 3, `attendre_tous` : un nombre quelconque de futures, tous à la fois, leurs valeurs dans l'ordre du départ, et la
//! panique de l'un d'eux telle quelle.

use crate::attendre_tous; // nom fixé par l'énoncé
use crate::commun_aux_etapes::{
    Colis, Envoi, PISTE_PANIQUE, PISTE_SUIVANTS, PISTE_TOUS, colis, colis_dont,
    colis_dont_le_premier, exiger_dans_l_ordre, exiger_deux_appels_sans_gene, exiger_la_panique,
    exiger_le_vide, exiger_les_reveils, nomme, patience_pour, s,
};
use banc::{Boite, exiger, texte};
use std::sync::Arc;
use tokio::sync::oneshot;

/// Celle de la consigne, à la lettre : une réponse qui en demande davantage à ses arguments, ou rend un autre type, ne
/// compile pas.
#[allow(dead_code, reason = "seuls ses types comptent")]
fn signature<T, F>(futures: Vec<F>) -> impl Future<Output = Vec<T>>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    attendre_tous(futures) // signature fixée : async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T> where F: Future<Output = T> + Send + 'static, T: Send + 'static
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_valeurs_suivent_l_ordre_de_depart() {
    let jeton = Arc::new(());
    let durees = [500, 400, 100, 300, 200];
    let appel = attendre_tous(colis(&jeton, 5, &|rang| durees[rang]));
    let (valeurs, duree) = patience_pour(&jeton, PISTE_TOUS).attendre(appel).await;
    let lue = texte::duree(duree);
    exiger!(
        duree != s(1500),
        "cinq futures de 500, 400, 100, 300 et 200 s attendus à la fois durent 500 s",
        "{lue} : ils ont été attendus l'un après l'autre",
        "`f.await` ou `spawn(f).await` dans la boucle attend chacun avant de démarrer le suivant, et un `map` ne \
         démarre rien avant d'être parcouru : démarre-les tous d'abord, attends-les ensuite"
    );
    exiger!(
        duree == s(500),
        "cinq futures de 500, 400, 100, 300 et 200 s attendus à la fois durent 500 s",
        "{lue}",
        "tous démarrent tout de suite, et l'appel finit avec le dernier"
    );
    exiger_dans_l_ordre(valeurs, 5);
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_ensemble_vide_rend_un_ensemble_vide() {
    exiger_le_vide(Box::pin(attendre_tous(Vec::<Envoi>::new())), "aucun future").await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_ou_mille_futures_durent_le_temps_du_plus_long() {
    // Des durées de 1 s à `longue`, dans le désordre : 37 est premier avec les deux dernières.
    for (nombre, longue) in [(1, 1), (2, 2), (100, 100), (2500, 3)] {
        let jeton = Arc::new(());
        let duree_du = |rang| 1 + rang as u64 * 37 % longue;
        let appel = attendre_tous(colis(&jeton, nombre, &duree_du));
        let (valeurs, duree) = patience_pour(&jeton, PISTE_TOUS).attendre(appel).await;
        let (lue, futures) = (
            texte::duree(duree),
            texte::nombre(nombre, "future", "futures"),
        );
        exiger!(
            duree == s(longue),
            "{futures} de {longue} s au plus, attendus à la fois : {longue} s en tout",
            "{lue}",
            "tous avancent à la fois, quel que soit leur nombre : ni par lots, ni l'un après l'autre (plus court, c'est \
             qu'ils ne sont pas attendus, ou qu'ils tournent hors du runtime)"
        );
        exiger_dans_l_ordre(valeurs, nombre);
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn chacun_peut_attendre_un_message_d_un_autre() {
    // Le premier attend le dernier, et le deuxième attend le premier.
    let jeton = Arc::new(());
    let (jeton_0, jeton_1, jeton_2) = (jeton.clone(), jeton.clone(), jeton.clone());
    let (vers_0, depuis_2) = oneshot::channel();
    let (vers_1, depuis_0) = oneshot::channel();
    let futures: Vec<Envoi> = vec![
        nomme(
            0,
            3,
            Box::pin(async move {
                let _jeton = jeton_0;
                let _ = depuis_2.await;
                let _ = vers_1.send(());
                Colis(0)
            }),
        ),
        nomme(
            1,
            3,
            Box::pin(async move {
                let _jeton = jeton_1;
                let _ = depuis_0.await;
                Colis(1)
            }),
        ),
        nomme(
            2,
            3,
            Box::pin(async move {
                let _jeton = jeton_2;
                let _ = vers_0.send(());
                Colis(2)
            }),
        ),
    ];
    let appel = attendre_tous(futures);
    let (valeurs, _) = patience_pour(&jeton, PISTE_TOUS).attendre(appel).await;
    exiger_dans_l_ordre(valeurs, 3);
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_panique_d_un_future_arrive_intacte() {
    for fautifs in [&[0][..], &[2], &[4], &[1, 3]] {
        let appel = Box::pin(attendre_tous(colis_dont(fautifs)));
        exiger_la_panique(appel, fautifs, PISTE_PANIQUE).await;
    }
    let appel = Box::pin(attendre_tous(colis_dont_le_premier()));
    exiger_la_panique(appel, &[0], PISTE_SUIVANTS).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn aucun_reveil_ne_se_perd() {
    exiger_les_reveils(|futures| Box::pin(attendre_tous(futures))).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_appels_en_meme_temps_ne_se_genent_pas() {
    let appel = |nombre| -> Boite<'static, ()> {
        Box::pin(async move {
            let futures = colis(&Arc::new(()), nombre, &|_| 100);
            exiger_dans_l_ordre(attendre_tous(futures).await, nombre);
        })
    };
    exiger_deux_appels_sans_gene(vec![appel(3), appel(5)], s(100)).await;
}
