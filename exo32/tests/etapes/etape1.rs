//! Étape 1, `course` : le premier prêt gagne, et le perdant est détruit avant que l'appel rende la main.

use crate::Gagnant::{Lievre, Tortue}; // chaque nom est fixé par l'énoncé
use crate::commun_aux_etapes::{
    PISTE_DERNIER_WAKER, PISTE_REVEIL, PISTE_REVEIL_OUBLIE, dans, dans_35_ms, deja_interroge,
    exiger_le_dernier_reveil, exiger_le_reveil, patience, se_reveiller,
};
use crate::{Gagnant, course}; // chaque nom est fixé par l'énoncé
use banc::{Boite, Temoin, exiger, ms, nommer, texte};
use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn, ready};
use std::task::Poll;
use tokio::sync::oneshot;

/// Celle de la consigne, à la lettre : une réponse qui en demande davantage à ses arguments, ou rend un autre type, ne
/// compile pas.
#[allow(dead_code, reason = "seuls ses types comptent")]
fn signature(
    tortue: impl Future<Output = ()>,
    lievre: impl Future<Output = ()>,
) -> impl Future<Output = Gagnant> {
    course(tortue, lievre) // signature fixée : async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant
}

/// Un coureur qui arrive au bout de `n` millisecondes.
fn courir<'a>(n: u64) -> Boite<'a, ()> {
    Box::pin(dans(n))
}

/// De même, sous l'œil d'un témoin.
fn courir_devant<'a>(temoin: &Temoin, n: u64) -> Boite<'a, ()> {
    Box::pin(temoin.autour(courir(n)))
}

/// Un coureur qui n'arrive jamais.
fn errer<'a>() -> Boite<'a, ()> {
    Box::pin(pending())
}

/// Compare les variantes elles-mêmes : le `==` de `Gagnant` est écrit dans la réponse.
fn est(gagnant: Gagnant, attendu: Gagnant) -> bool {
    match gagnant {
        Tortue => matches!(attendu, Tortue),
        Lievre => matches!(attendu, Lievre),
    }
}

const PISTE_COURSE: &str = "la course attend un coureur qui n'arrive jamais : les deux doivent avancer \
    ensemble, et le premier arrivé suffit";

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_premier_arrive_gagne() {
    for (tortue, lievre, attendu) in [
        (10, 30, Tortue),
        (30, 10, Lievre),
        (500, 1, Lievre),
        (20, 21, Tortue),
    ] {
        let appel = course(
            nommer("tortue", courir(tortue)),
            nommer("lièvre", courir(lievre)),
        );
        let (gagnant, duree) = patience(PISTE_COURSE).attendre(appel).await;
        let premier = tortue.min(lievre);
        let temps = texte::duree(duree);
        exiger!(
            duree != ms(tortue + lievre),
            "tortue en {tortue} ms contre lièvre en {lievre} ms : la course dure {premier} ms",
            "elle a duré {temps}, la somme des deux",
            "les coureurs partent l'un après l'autre : un `.await` sur le premier ne laisse pas avancer \
             le second"
        );
        exiger!(
            duree == ms(premier),
            "tortue en {tortue} ms contre lièvre en {lievre} ms : la course dure {premier} ms",
            "elle a duré {temps}",
            "la course se termine avec le premier arrivé : `join!`, ou un `.await` de trop, attend aussi le \
             second"
        );
        exiger!(
            est(gagnant, attendu),
            "tortue en {tortue} ms contre lièvre en {lievre} ms : le gagnant est {attendu:?}",
            "le gagnant annoncé est {gagnant:?}",
            "chaque branche doit annoncer son propre coureur : sont-elles inversées, ou la réponse écrite \
             d'avance ?"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_coureur_qui_n_arrive_jamais_perd() {
    for n in [0, 5, 9, 100_000] {
        juger_course(courir(n), errer(), Tortue, n).await;
        juger_course(errer(), courir(n), Lievre, n).await;
    }
    juger_course(Box::pin(ready(())), errer(), Tortue, 0).await;
    juger_course(errer(), Box::pin(ready(())), Lievre, 0).await;
}

async fn juger_course(tortue: Boite<'_, ()>, lievre: Boite<'_, ()>, attendu: Gagnant, n: u64) {
    let appel = course(nommer("tortue", tortue), nommer("lièvre", lievre));
    let (gagnant, duree) = patience(PISTE_COURSE).attendre(appel).await;
    let temps = texte::duree(duree);
    exiger!(
        est(gagnant, attendu) && duree == ms(n),
        "contre un coureur qui n'arrive jamais, {attendu:?} gagne en {n} ms",
        "{gagnant:?} est annoncé gagnant au bout de {temps}",
        "le gagnant est celui des deux futures qui est prêt, et la course s'arrête avec lui"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_deux_coureurs_avancent_ensemble() {
    // Celui qui passe le témoin n'arrive jamais ; l'autre n'arrive que s'il le reçoit.
    for attendu in [Tortue, Lievre] {
        let (passer, recevoir) = oneshot::channel();
        let passeur: Boite<'_, ()> = Box::pin(async {
            dans(10).await;
            let _ = passer.send(());
            pending().await
        });
        let receveur: Boite<'_, ()> = Box::pin(async {
            let _ = recevoir.await;
        });
        let appel = match attendu {
            Tortue => course(nommer("tortue", receveur), nommer("lièvre", passeur)),
            Lievre => course(nommer("tortue", passeur), nommer("lièvre", receveur)),
        };
        let piste = "un coureur a besoin que l'autre avance : si l'un des deux n'est jamais interrogé, \
            la course ne finit pas";
        let (gagnant, duree) = patience(piste).attendre(appel).await;
        let temps = texte::duree(duree);
        exiger!(
            est(gagnant, attendu) && duree == ms(10),
            "{attendu:?} reçoit le témoin au bout de 10 ms et gagne",
            "{gagnant:?} est annoncé gagnant au bout de {temps}",
            "les deux futures doivent avancer ensemble du début à la fin"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_perdant_est_annule_avant_la_fin() {
    for (tortue, lievre) in [(10, 30), (30, 10), (0, 5)] {
        let (t, l) = (Temoin::nomme("tortue"), Temoin::nomme("lièvre"));
        let appel = course(courir_devant(&t, tortue), courir_devant(&l, lievre));
        let _ = patience(PISTE_COURSE).attendre(appel).await;
        let perdant = if tortue < lievre { &l } else { &t };
        exiger!(
            !perdant.a_fini(),
            "un seul coureur arrive ({tortue} ms contre {lievre} ms)",
            "le perdant est arrivé lui aussi",
            "le perdant ne doit plus être attendu une fois le gagnant connu"
        );
        exiger!(
            perdant.est_lache(),
            "le perdant est détruit avant que `course` rende sa valeur",
            "il existe encore",
            "annuler un future, c'est le détruire (`drop`) : celui-ci a été mis de côté (`forget`, `leak`) au \
             lieu d'être lâché"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_perdant_n_est_plus_interroge() {
    // Plusieurs fois : `select!` tire au sort celui qu'il interroge d'abord.
    for n in [0, 5].repeat(16) {
        let (tour, arrivee) = (Cell::new(0), Cell::new(0));
        let vus = RefCell::new(Vec::new());
        let gagnant: Boite<'_, ()> = Box::pin(async {
            dans(n).await;
            arrivee.set(tour.get());
        });
        let perdant: Boite<'_, ()> = Box::pin(poll_fn(|_| {
            vus.borrow_mut().push(tour.get());
            Poll::Pending
        }));
        let mut appel = Box::pin(match n {
            0 => course(gagnant, perdant),
            _ => course(perdant, gagnant),
        });
        let appel = poll_fn(|cx| {
            tour.set(tour.get() + 1);
            appel.as_mut().poll(cx)
        });
        let _ = patience(PISTE_COURSE).attendre(appel).await;
        // Au tour de l'arrivée, le perdant a son tour, avant le gagnant ou après lui : pas deux.
        let dernier = arrivee.get();
        let de_trop = vus.borrow().iter().filter(|tour| **tour == dernier).count();
        exiger!(
            de_trop <= 1,
            "le perdant n'est plus interrogé une fois le gagnant connu",
            "il l'a été encore une fois, après l'arrivée du gagnant",
            "dès que l'un est prêt, l'autre est abandonné tel quel : il n'a pas droit à une dernière chance"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_egalite_designe_l_un_des_deux() {
    for n in [0, 10].repeat(16) {
        let (t, l) = (Temoin::new(), Temoin::new());
        let appel = course(courir_devant(&t, n), courir_devant(&l, n));
        let (gagnant, duree) = patience(PISTE_COURSE).attendre(appel).await;
        let arrive = match gagnant {
            Tortue => t.a_fini(),
            Lievre => l.a_fini(),
        };
        let temps = texte::duree(duree);
        exiger!(
            arrive && duree == ms(n),
            "à égalité ({n} ms chacun), le gagnant est l'un de ceux qui sont arrivés",
            "{gagnant:?} est annoncé gagnant au bout de {temps}",
            "celui qui est annoncé doit avoir été vu prêt"
        );
        exiger!(
            t.est_lache() && l.est_lache(),
            "à égalité aussi, les deux futures sont détruits avant que `course` rende sa valeur",
            "l'un des deux existe encore",
            "même prêt, un future mis de côté (`forget`, `leak`) n'est pas lâché"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn l_arrivee_reveille_la_course_aussitot() {
    let (arriver, arrivee) = oneshot::channel::<()>();
    dans_35_ms(|| drop(arriver));
    let lievre: Boite<'_, ()> = Box::pin(async {
        let _ = arrivee.await;
    });
    let appel = course(errer(), lievre);
    let (gagnant, duree) = patience(PISTE_REVEIL).attendre(appel).await;
    exiger_le_reveil(duree);
    exiger!(
        est(gagnant, Lievre),
        "le gagnant est le lièvre",
        "le gagnant annoncé est {gagnant:?}",
        "chaque branche annonce son propre coureur"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn aucun_reveil_ne_se_perd() {
    for gagnant in [Tortue, Lievre] {
        let appel = placer(gagnant, Box::pin(se_reveiller()), errer());
        let _ = patience(PISTE_REVEIL_OUBLIE).attendre(appel).await;
        // Chacun son tour : l'un cède le sien jusqu'à ce que l'autre ait eu le sien.
        let interroge = Cell::new(false);
        let autre = Box::pin(async {
            interroge.set(true);
            pending().await
        });
        let appel = placer(gagnant, ceder_jusqu_a(&interroge), autre);
        let _ = patience(PISTE_REVEIL_OUBLIE).attendre(appel).await;
        let appel = deja_interroge(placer(gagnant, courir(5), errer()));
        let (_, duree) = patience(PISTE_DERNIER_WAKER).attendre(appel).await;
        exiger_le_dernier_reveil(duree, ms(5));
    }
}

/// La course que le premier de ces coureurs, à cette place, doit gagner.
fn placer<'a>(place: Gagnant, gagnant: Boite<'a, ()>, autre: Boite<'a, ()>) -> Boite<'a, Gagnant> {
    let (gagnant, autre) = match place {
        Tortue => (nommer("tortue", gagnant), nommer("lièvre", autre)),
        Lievre => (nommer("lièvre", gagnant), nommer("tortue", autre)),
    };
    Box::pin(match place {
        Tortue => course(gagnant, autre),
        Lievre => course(autre, gagnant),
    })
}

/// Un coureur qui demande son réveil chaque fois qu'on l'interroge, jusqu'à ce que l'autre l'ait été.
fn ceder_jusqu_a(interroge: &Cell<bool>) -> Boite<'_, ()> {
    let mut tours = 0;
    Box::pin(poll_fn(move |cx| {
        if interroge.get() {
            return Poll::Ready(());
        }
        tours += 1;
        exiger!(
            tours < 100,
            "les deux coureurs sont interrogés chacun leur tour",
            "l'un l'a été {tours} fois de suite, sans que l'autre l'ait été une seule fois",
            "un future qui demande son réveil pendant qu'on l'interroge cède son tour : passe à l'autre, et ne le reprends qu'au \
             `poll` suivant"
        );
        cx.waker().wake_by_ref();
        Poll::Pending
    }))
}
