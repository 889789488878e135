//! Étape 6, `eprouver_le_delai` : le test qu'écrit l'apprenant, éprouvé à son tour sur des candidats justes et des candidats
//! faux de l'étape 2.

use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn};
use std::mem::take;
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use banc::{Boite, Explication, Patience, echec, ensemble, exiger, ms, sans_panique};
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

use crate::{Operation, eprouver_le_delai}; // chaque nom est fixé par l'énoncé

/// Celle de la consigne, à la lettre : une réponse qui en demande davantage à ses arguments, ou rend un autre type, ne
/// compile pas.
#[allow(dead_code, reason = "seuls ses types comptent")]
fn signature<C>(candidat: C) -> impl Future<Output = Result<(), String>>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    let _: fn(Boite<'static, u32>) -> Operation = |operation| operation;
    eprouver_le_delai(candidat) // signature fixée : async fn eprouver_le_delai<C>(candidat: C) -> Result<(), String> where C: AsyncFn(Duration, Operation) -> Option<u32>
}

type Reponse = Boite<'static, Option<u32>>;
/// Un seul type pour tous les candidats : l'épreuve n'est compilée qu'une fois.
type Candidat = Box<dyn Fn(Duration, Operation) -> Reponse>;

const PISTE_FIGE: &str = "un candidat peut attendre pour toujours, ou être rendu à une opération qui n'est jamais prête : \
    c'est à l'épreuve de borner son attente (`timeout`), et de rendre `Err`";

/// Le verdict de l'épreuve sur ce candidat.
fn eprouver<'a>(nom: &'a str, candidat: &'a Candidat) -> Boite<'a, Result<(), String>> {
    Box::pin(async move {
        let attendu = format!("l'épreuve rend un verdict sur un candidat qui {nom}");
        let appel = Box::pin(eprouver_le_delai(|limite, operation| {
            candidat(limite, operation)
        }));
        let appel = sans_panique(appel, |message| {
            let piste = if message.contains("after completion") || message.contains("after Ready") {
                "le candidat interroge l'opération après sa fin, et un bloc `async` panique alors : confie-lui un future \
                 écrit à la main (`impl Future`), qui le note et n'en meurt pas"
            } else {
                "ce que fait le candidat n'est pas une panne de l'épreuve : ni `assert!` ni `unwrap`, mais `Err`, et un texte \
                 qui dit ce qui ne va pas"
            };
            Some(Explication {
                attendu: &attendu,
                piste,
            })
        });
        Patience::new(PISTE_FIGE).attendre(appel).await.0
    })
}

/// Un candidat qui tient la promesse : l'épreuve l'accepte, chaque fois.
async fn exiger_l_accord(nom: &str, candidat: Candidat) {
    for _ in 0..2 {
        let verdict = eprouver(nom, &candidat).await;
        let Err(texte) = verdict else { continue };
        echec!(
            "un candidat qui {nom} tient la promesse de l'étape 2 : `Ok(())`",
            "`Err` : {texte}",
            "l'épreuve en demande plus que l'étape 2, ou mesure mal : le temps est celui de Tokio (`tokio::time::Instant`), \
             l'opération prête à l'instant de la limite gagne, et un future peut être interrogé plus souvent qu'il ne le faut"
        );
    }
}

/// Un candidat qui ne la tient pas : l'épreuve le refuse, et dit pourquoi.
async fn exiger_le_refus(nom: &str, candidat: Candidat, piste: &str) {
    match eprouver(nom, &candidat).await {
        Ok(()) => echec!(
            "un candidat qui {nom} ne tient pas la promesse de l'étape 2 : `Err`",
            "`Ok(())`",
            "{piste}"
        ),
        Err(texte) => exiger!(
            !texte.trim().is_empty(),
            "un candidat qui {nom} est refusé, et l'erreur dit ce qui ne va pas",
            "un texte vide",
            "à qui lit ce verdict, dis ce que le candidat devait faire, et ce qu'il a fait"
        ),
    }
}

/// Un candidat sans état.
fn candidat<F, A>(repondre: F) -> Candidat
where
    F: Fn(Duration, Operation) -> A + 'static,
    A: Future<Output = Option<u32>> + 'static,
{
    Box::new(move |limite, operation| Box::pin(repondre(limite, operation)))
}

/// Ce que l'étape 2 demande : à l'instant de la limite, l'opération passe d'abord.
async fn tenir(limite: Duration, mut operation: Operation) -> Option<u32> {
    let mut minuteur = pin!(sleep(limite));
    poll_fn(|cx| match operation.as_mut().poll(cx) {
        Poll::Ready(valeur) => Poll::Ready(Some(valeur)),
        Poll::Pending => minuteur.as_mut().poll(cx).map(|()| None),
    })
    .await
}

/// De même, mais à l'instant de la limite, c'est elle qui passe d'abord.
async fn perdre_l_egalite(limite: Duration, mut operation: Operation) -> Option<u32> {
    let mut minuteur = pin!(sleep(limite));
    poll_fn(|cx| match minuteur.as_mut().poll(cx) {
        Poll::Ready(()) => Poll::Ready(None),
        Poll::Pending => operation.as_mut().poll(cx).map(Some),
    })
    .await
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_candidat_juste_est_accepte() {
    let toute_faite = candidat(async |limite, operation| timeout(limite, operation).await.ok());
    exiger_l_accord("appelle `timeout`", toute_faite).await;
    let ordonne = candidat(async |limite, operation| {
        tokio::select! {
            biased;
            valeur = operation => Some(valeur),
            () = sleep(limite) => None,
        }
    });
    exiger_l_accord("emploie un `select!` ordonné", ordonne).await;
    exiger_l_accord(
        "interroge lui-même l'opération et son minuteur",
        candidat(tenir),
    )
    .await;
    // Deux tours pour rien, comme après un réveil de trop.
    let insistant = candidat(async |limite, mut operation: Operation| {
        let mut tours = 0;
        let insistante = poll_fn(move |cx| {
            let etat = operation.as_mut().poll(cx);
            tours += 1;
            if etat.is_pending() && tours < 3 {
                cx.waker().wake_by_ref();
            }
            etat
        });
        timeout(limite, insistante).await.ok()
    });
    exiger_l_accord(
        "interroge l'opération plus souvent qu'il ne le faut",
        insistant,
    )
    .await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_candidat_qui_ne_finit_pas_est_refuse() {
    exiger_le_refus(
        "ne renonce jamais",
        candidat(async |_, operation| Some(operation.await)),
        "confie-lui une opération bien plus longue que la limite, ou jamais prête : il doit rendre `None`",
    )
    .await;
    exiger_le_refus(
        "n'attend rien de ce qu'on lui donne, et attend pour toujours",
        candidat(async |_, _| pending().await),
        PISTE_FIGE,
    )
    .await;
}

const PISTE_DUREE: &str = "mesure le temps de Tokio que prend chaque appel : en pause, il se compare à l'égalité, sans \
    tolérance ; prête avant la limite, l'opération termine l'appel ; sinon, c'est la limite, à la milliseconde";

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_candidat_qui_n_est_pas_a_l_heure_est_refuse() {
    exiger_le_refus(
        "attend toute la limite, même si l'opération est déjà prête",
        candidat(async |limite, operation| {
            let (issue, ()) = tokio::join!(tenir(limite, operation), sleep(limite));
            issue
        }),
        PISTE_DUREE,
    )
    .await;
    exiger_le_refus(
        "va au bout d'une opération trop longue avant de rendre `None`",
        candidat(async |limite, operation| {
            let depart = tokio::time::Instant::now();
            let valeur = operation.await;
            (depart.elapsed() <= limite).then_some(valeur)
        }),
        PISTE_DUREE,
    )
    .await;
    exiger_le_refus(
        "renonce à la moitié de la limite",
        candidat(async |limite, operation| tenir(limite / 2, operation).await),
        PISTE_DUREE,
    )
    .await;
    exiger_le_refus(
        "renonce une milliseconde trop tôt",
        candidat(async |limite: Duration, operation| {
            tenir(limite.saturating_sub(ms(1)), operation).await
        }),
        PISTE_DUREE,
    )
    .await;
    exiger_le_refus(
        "renonce une milliseconde trop tard",
        candidat(async |limite: Duration, operation| {
            tenir(limite.saturating_add(ms(1)), operation).await
        }),
        PISTE_DUREE,
    )
    .await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_candidat_qui_rend_autre_chose_est_refuse() {
    let piste = "compare ce que rend chaque appel à ce qu'il devait rendre : `Some` et la valeur de cette opération-là, ou \
                 `None` une fois la limite passée ; d'un appel à l'autre, change la valeur";
    exiger_le_refus(
        "rend toujours `None`, à l'heure",
        candidat(async |limite, operation| tenir(limite, operation).await.and(None)),
        piste,
    )
    .await;
    exiger_le_refus(
        "rend toujours `None`, tout de suite",
        candidat(async |_, _| None),
        piste,
    )
    .await;
    exiger_le_refus(
        "rend `Some(0)` une fois la limite passée",
        candidat(async |limite, operation| Some(tenir(limite, operation).await.unwrap_or(0))),
        piste,
    )
    .await;
    exiger_le_refus(
        "ajoute 1 à la valeur",
        candidat(async |limite, operation| Some(tenir(limite, operation).await?.wrapping_add(1))),
        piste,
    )
    .await;
    let premiere = Rc::new(Cell::new(None));
    let fidele: Candidat = Box::new(move |limite, operation| {
        let premiere = Rc::clone(&premiere);
        Box::pin(async move {
            let valeur = tenir(limite, operation).await?;
            premiere.set(premiere.get().or(Some(valeur)));
            premiere.get()
        })
    });
    exiger_le_refus("rend à chaque appel la valeur du premier", fidele, piste).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_candidat_qui_perd_l_egalite_est_refuse() {
    let piste = "confie-lui une opération prête à l'instant même de la limite : elle gagne, chaque fois ; un tirage au sort \
                 lui donne raison une fois sur deux, alors recommence, quelques dizaines de fois";
    exiger_le_refus("perd l'égalité", candidat(perdre_l_egalite), piste).await;
    // Le hasard d'un `select!`, toujours le même pour que le verdict le soit aussi.
    for graine in 1..=8 {
        let tirage = Cell::new(graine * 0x0B4F_19C7_u32);
        let au_hasard: Candidat = Box::new(move |limite, operation| {
            let mut x = tirage.get();
            x ^= x << 13;
            x ^= x >> 17;
            x ^= x << 5;
            tirage.set(x);
            if x >> 31 == 0 {
                Box::pin(tenir(limite, operation))
            } else {
                Box::pin(perdre_l_egalite(limite, operation))
            }
        });
        exiger_le_refus("tire l'égalité au sort", au_hasard, piste).await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_candidat_qui_garde_l_operation_abandonnee_est_refuse() {
    // Toutes, ou seulement la dernière, qu'il lâche à l'appel suivant.
    for (nom, combien) in [
        ("met de côté l'opération qu'il abandonne", usize::MAX),
        (
            "ne détruit l'opération qu'il abandonne qu'à l'appel suivant",
            1,
        ),
    ] {
        let gardees = Rc::new(RefCell::new(Vec::new()));
        let conservateur: Candidat = Box::new(move |limite, mut operation| {
            let gardees = Rc::clone(&gardees);
            Box::pin(async move {
                if combien == 1 {
                    drop(take(&mut *gardees.borrow_mut()));
                }
                let issue = timeout(limite, &mut operation).await.ok();
                if issue.is_none() {
                    gardees.borrow_mut().push(operation);
                }
                issue
            })
        });
        exiger_le_refus(
            nom,
            conservateur,
            "abandonner, c'est détruire, et avant de rendre `None` : l'opération que tu confies porte un témoin, que son \
             `Drop` prévient ; regarde-le après chaque appel",
        )
        .await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_candidat_qui_interroge_l_operation_apres_sa_fin_est_refuse() {
    exiger_le_refus(
        "interroge encore l'opération une fois qu'elle a rendu sa valeur",
        candidat(async |limite, mut operation: Operation| {
            let valeur = timeout(limite, &mut operation).await.ok()?;
            poll_fn(|cx| {
                let _ = operation.as_mut().poll(cx);
                Poll::Ready(())
            })
            .await;
            Some(valeur)
        }),
        "un future qui a rendu sa valeur ne doit plus être interrogé : confie au candidat un future écrit à la main \
         (`impl Future`), qui note si on l'interroge après sa fin",
    )
    .await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_epreuves_ne_se_melent_pas() {
    let juste: Candidat = candidat(async |limite, operation| {
        yield_now().await;
        tenir(limite, operation).await
    });
    let presse: Candidat = candidat(async |limite: Duration, operation| {
        tenir(limite.saturating_sub(ms(1)), operation).await
    });
    let verdicts = ensemble(vec![
        eprouver("tient sa promesse", &juste),
        eprouver("renonce trop tôt", &presse),
        eprouver("tient sa promesse", &juste),
    ])
    .await;
    let rendus: Vec<bool> = verdicts.iter().map(Result::is_ok).collect();
    exiger!(
        rendus == [true, false, true],
        "trois épreuves menées ensemble : acceptée, refusée, acceptée",
        "{verdicts:?}",
        "ce qu'un appel mesure ou note est à lui : un témoin commun à tous (`static`) mêle les épreuves"
    );
}
