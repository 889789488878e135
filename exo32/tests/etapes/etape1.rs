//! Étape 1 : course.

use crate::Gagnant::{Lievre, Tortue};
use crate::commun_aux_etapes::{Boite, dans, en_attente, est, finir_aussitot, mesurer, sobre};
use crate::{Gagnant, course};
use banc::{Temoin, exiger, ms};
use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn, ready};
use std::rc::Rc;
use std::task::Poll;
use tokio::sync::oneshot;

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
        let appel = course(dans(tortue), dans(lievre));
        let (gagnant, duree) = mesurer(appel, PISTE_COURSE).await;
        let premier = ms(tortue.min(lievre));
        exiger!(
            duree != ms(tortue + lievre),
            "tortue en {tortue} ms contre lièvre en {lievre} ms : la course dure {premier:?}",
            "elle a duré {duree:?}, la somme des deux",
            "les coureurs partent l'un après l'autre : un `.await` sur le premier ne laisse pas avancer \
             le second"
        );
        exiger!(
            duree == premier,
            "tortue en {tortue} ms contre lièvre en {lievre} ms : la course dure {premier:?}",
            "elle a duré {duree:?}",
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
        juger_course(course(dans(n), pending()), Tortue, n).await;
        juger_course(course(pending(), dans(n)), Lievre, n).await;
    }
    juger_course(course(ready(()), pending()), Tortue, 0).await;
    juger_course(course(pending(), ready(())), Lievre, 0).await;
}

async fn juger_course(appel: impl Future<Output = Gagnant>, attendu: Gagnant, n: u64) {
    let (gagnant, duree) = mesurer(appel, PISTE_COURSE).await;
    exiger!(
        est(gagnant, attendu) && duree == ms(n),
        "contre un coureur qui n'arrive jamais, {attendu:?} gagne en {n} ms",
        "{gagnant:?} est annoncé gagnant au bout de {duree:?}",
        "le gagnant est celui des deux futures qui est prêt, et la course s'arrête avec lui"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_deux_coureurs_avancent_ensemble() {
    // Celui qui passe le témoin n'arrive jamais ; l'autre n'arrive que s'il le reçoit.
    for gagnant_attendu in [Tortue, Lievre] {
        let (passer, recevoir) = oneshot::channel();
        let passeur = async move {
            dans(10).await;
            let _ = passer.send(());
            pending().await
        };
        let receveur = async move {
            let _ = recevoir.await;
        };
        let piste = "un coureur a besoin que l'autre avance : si l'un des deux n'est jamais interrogé, \
            la course ne finit pas";
        let (gagnant, duree) = match gagnant_attendu {
            Tortue => mesurer(course(receveur, passeur), piste).await,
            Lievre => mesurer(course(passeur, receveur), piste).await,
        };
        exiger!(
            est(gagnant, gagnant_attendu) && duree == ms(10),
            "{gagnant_attendu:?} reçoit le témoin au bout de 10 ms et gagne",
            "{gagnant:?} est annoncé gagnant au bout de {duree:?}",
            "les deux futures doivent avancer ensemble du début à la fin"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_perdant_est_annule_avant_la_fin() {
    for (tortue, lievre) in [(10, 30), (30, 10), (0, 5)] {
        let (t, l) = (Temoin::new(), Temoin::new());
        // Ni `Send` ni `'static` : les futures donnés peuvent emprunter à l'appelant.
        let arrivees = Rc::new(Cell::new(0));
        let courir = |n: u64| {
            let arrivees = &arrivees;
            async move {
                dans(n).await;
                arrivees.set(arrivees.get() + 1);
            }
        };
        let appel = course(t.autour(courir(tortue)), l.autour(courir(lievre)));
        let _ = mesurer(appel, PISTE_COURSE).await;
        let perdant = if tortue < lievre { &l } else { &t };
        exiger!(
            !perdant.a_fini() && arrivees.get() == 1,
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
        let (tour, arrivee) = (Cell::new(0), Cell::new(None));
        let vus = RefCell::new(Vec::new());
        let gagnant = async {
            dans(n).await;
            arrivee.set(Some(tour.get()));
        };
        let perdant = poll_fn(|_| {
            vus.borrow_mut().push(tour.get());
            Poll::Pending
        });
        let mut appel: Boite<'_, Gagnant> = match n {
            0 => Box::pin(course(gagnant, perdant)),
            _ => Box::pin(course(perdant, gagnant)),
        };
        let appel = poll_fn(|cx| {
            tour.set(tour.get() + 1);
            appel.as_mut().poll(cx)
        });
        let _ = mesurer(appel, PISTE_COURSE).await;
        // Au tour de l'arrivée, le perdant a son tour, avant le gagnant ou après lui : pas deux.
        let dernier = arrivee.get().unwrap_or_default();
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
        let appel = course(t.autour(dans(n)), l.autour(dans(n)));
        let (gagnant, duree) = mesurer(appel, PISTE_COURSE).await;
        let arrive = match gagnant {
            Tortue => t.a_fini(),
            Lievre => l.a_fini(),
        };
        exiger!(
            arrive && duree == ms(n),
            "à égalité ({n} ms chacun), le gagnant est l'un de ceux qui sont arrivés",
            "{gagnant:?} est annoncé gagnant au bout de {duree:?}",
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
    let mut appel = sobre(Box::pin(course(pending(), async {
        let _ = arrivee.await;
    })));
    en_attente(&mut appel).await;
    drop(arriver);
    let gagnant = finir_aussitot(appel).await;
    exiger!(
        est(gagnant, Lievre),
        "le gagnant est le lièvre",
        "le gagnant annoncé est {gagnant:?}",
        "chaque branche annonce son propre coureur"
    );
}
