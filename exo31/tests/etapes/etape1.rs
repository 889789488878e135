//! Étape 1, `attendre_les_deux` : les deux futures avancent ensemble, et leurs deux valeurs sont rendues à la fin du
//! plus long.

use crate::attendre_les_deux; // nom fixé par l'énoncé
use crate::commun_aux_etapes::{
    PISTE_DERNIER_WAKER, PISTE_ENSEMBLE, PISTE_REVEIL_OUBLIE, dormir, echange,
    exiger_deux_appels_sans_gene, exiger_la_plus_longue, patience, s, se_reveiller,
};
use banc::{Boite, Temoin, exiger, exiger_egal, nommer, texte};
use std::cell::Cell;
use std::future::poll_fn;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// Celle de la consigne, à la lettre : une réponse qui en demande davantage à ses arguments, ou rend un autre type, ne
/// compile pas.
#[allow(dead_code, reason = "seuls ses types comptent")]
fn signature<A, B>(
    a: impl Future<Output = A>,
    b: impl Future<Output = B>,
) -> impl Future<Output = (A, B)> {
    attendre_les_deux(a, b) // signature fixée : async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B)
}

/// Un future de ce nom, qui rend cette valeur après `duree`. Interrogé de nouveau ensuite, il fait échouer le test.
fn apres<'a>(nom: &str, duree: Duration, valeur: u32) -> Boite<'a, u32> {
    Box::pin(Temoin::nomme(nom).autour(async move {
        dormir(duree).await;
        valeur
    }))
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_deux_ensemble_durent_le_temps_du_plus_long() {
    for (da, db) in [(s(100), s(300)), (s(300), s(100)), (s(200), s(200))] {
        let appel = attendre_les_deux(apres("a", da, 1), apres("b", db, 2));
        let (valeurs, duree) = patience(PISTE_ENSEMBLE).attendre(appel).await;
        exiger_la_plus_longue(duree, da, db);
        exiger_egal!(
            valeurs,
            (1, 2),
            "les valeurs de `a` et de `b`",
            "rends les deux valeurs, celle de `a` d'abord, une fois que les deux futures ont fini"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn des_futures_deja_prets_n_attendent_rien() {
    for (da, db) in [(0, 0), (0, 100), (100, 0)] {
        let appel = attendre_les_deux(apres("a", s(da), 1), apres("b", s(db), 2));
        let (valeurs, duree) = patience(PISTE_ENSEMBLE).attendre(appel).await;
        let lue = texte::duree(duree);
        exiger!(
            duree == s(da + db),
            "un future déjà prêt n'ajoute rien au temps de l'autre ({da} et {db} s)",
            "l'appel a duré {lue}",
            "n'attends rien de plus que les deux futures"
        );
        exiger_egal!(
            valeurs,
            (1, 2),
            "les deux valeurs",
            "la valeur d'un future déjà prêt se garde en attendant l'autre"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn chacun_peut_attendre_un_message_de_l_autre() {
    let (a, b) = echange();
    let appel = attendre_les_deux(a, b);
    let (valeurs, _) = patience(PISTE_ENSEMBLE).attendre(appel).await;
    exiger_egal!(
        valeurs,
        (3, 4),
        "les valeurs de deux futures qui se répondent",
        "chacun doit avancer dès que l'autre lui a envoyé son message"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_appels_en_meme_temps_ne_se_genent_pas() {
    let appel = |a, b, valeur| -> Boite<'static, ()> {
        Box::pin(async move {
            let (a, b) = (apres(a, s(100), valeur), apres(b, s(200), 2));
            let valeurs = attendre_les_deux(a, b).await;
            exiger_egal!(
                valeurs,
                (valeur, 2),
                "les valeurs de l'un des deux appels",
                "chaque appel rend les valeurs de ses propres futures"
            );
        })
    };
    exiger_deux_appels_sans_gene(vec![appel("a", "b", 1), appel("c", "d", 3)], s(200)).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn seul_le_dernier_a_interroger_l_appel_est_reveille() {
    let mut appel = Box::pin(attendre_les_deux(apres("a", s(1), 1), apres("b", s(2), 2)));
    let _ = appel.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    let _ = patience(PISTE_DERNIER_WAKER).attendre(appel).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_future_peut_se_reveiller_pendant_qu_on_l_interroge() {
    let presse = |nom, valeur| -> Boite<'static, u32> {
        let futur = Box::pin(async move {
            se_reveiller().await;
            valeur
        });
        nommer(nom, futur)
    };
    let appel = attendre_les_deux(presse("a", 1), presse("b", 2));
    let (valeurs, _) = patience(PISTE_REVEIL_OUBLIE).attendre(appel).await;
    exiger_egal!(
        valeurs,
        (1, 2),
        "les valeurs de deux futures qui cèdent leur tour",
        "{PISTE_REVEIL_OUBLIE}"
    );
    // Chacun son tour : l'un cède le sien jusqu'à ce que l'autre ait eu le sien.
    for a_cede in [true, false] {
        let interroge = Cell::new(false);
        let cedant = ceder_jusqu_a(&interroge);
        let autre: Boite<'_, u32> = Box::pin(async {
            interroge.set(true);
            7
        });
        let appel = match a_cede {
            true => attendre_les_deux(cedant, autre),
            false => attendre_les_deux(autre, cedant),
        };
        let _ = patience(PISTE_REVEIL_OUBLIE).attendre(appel).await;
    }
}

/// Un future qui demande son réveil chaque fois qu'on l'interroge, jusqu'à ce que l'autre l'ait été.
fn ceder_jusqu_a(interroge: &Cell<bool>) -> Boite<'_, u32> {
    let mut tours = 0;
    Box::pin(poll_fn(move |cx| {
        if interroge.get() {
            return Poll::Ready(7);
        }
        tours += 1;
        exiger!(
            tours < 100,
            "les deux futures sont interrogés chacun leur tour",
            "l'un l'a été {tours} fois de suite, sans que l'autre l'ait été une seule fois",
            "un future qui demande son réveil pendant qu'on l'interroge cède son tour : passe à l'autre, et ne le reprends qu'au \
             `poll` suivant"
        );
        cx.waker().wake_by_ref();
        Poll::Pending
    }))
}
