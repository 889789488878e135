//! Étape 6, `eprouver_le_delai` : le test qu'écrit l'apprenant, éprouvé à son tour sur des candidats justes et des candidats
//! faux de l'étape 2.

use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use banc::{Boite, Explication, echec, ensemble, exiger, finir, ms, sans_panique};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep, timeout};

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

/// Ce que fait un candidat. Tous sont la même fonction, [`repondre`] : l'épreuve n'est compilée qu'une fois, et un essai coûte
/// peu à l'apprenant.
#[derive(Clone, Copy)]
enum Conduite {
    // Ceux qui tiennent la promesse de l'étape 2.
    AppelleTimeout,
    OrdonneSelect,
    InterrogeLuiMeme,
    InsisteDeuxTours,
    CedeDAbord,
    // Ceux qui ne la tiennent pas.
    NeRenonceJamais,
    AttendPourToujours,
    AttendTouteLaLimite,
    VaAuBout,
    RenonceAMoitie,
    RenonceTropTot,
    RenonceTropTard,
    RendNoneALHeure,
    RendNoneAussitot,
    RendZero,
    AjouteUn,
    RendLaPremiere,
    PerdLEgalite,
    /// Le hasard d'un `select!`, toujours le même, pour que le verdict le soit aussi : l'opération gagne ses premières
    /// égalités, tant de fois de suite, puis en perd une sur deux.
    TireAuSort(u32),
    GardeTout,
    GardeLaDerniere,
    InterrogeApresLaFin,
}

use Conduite::*;

impl Conduite {
    fn est_juste(self) -> bool {
        matches!(
            self,
            AppelleTimeout | OrdonneSelect | InterrogeLuiMeme | InsisteDeuxTours | CedeDAbord
        )
    }

    /// « Un candidat qui… »
    fn nom(self) -> &'static str {
        match self {
            AppelleTimeout => "appelle `timeout`",
            OrdonneSelect => "emploie un `select!` ordonné",
            InterrogeLuiMeme => "interroge lui-même l'opération et son minuteur",
            InsisteDeuxTours => "interroge l'opération plus souvent qu'il ne le faut",
            CedeDAbord => "cède d'abord son tour",
            NeRenonceJamais => "ne renonce jamais",
            AttendPourToujours => "n'attend rien de ce qu'on lui donne, et attend pour toujours",
            AttendTouteLaLimite => "attend toute la limite, même si l'opération est déjà prête",
            VaAuBout => "va au bout d'une opération trop longue avant de rendre `None`",
            RenonceAMoitie => "renonce à la moitié de la limite",
            RenonceTropTot => "renonce une milliseconde trop tôt",
            RenonceTropTard => "renonce une milliseconde trop tard",
            RendNoneALHeure => "rend toujours `None`, à l'heure",
            RendNoneAussitot => "rend toujours `None`, tout de suite",
            RendZero => "rend `Some(0)` une fois la limite passée",
            AjouteUn => "ajoute 1 à la valeur",
            RendLaPremiere => "rend à chaque appel la valeur du premier",
            PerdLEgalite => "perd l'égalité",
            TireAuSort(_) => "tire l'égalité au sort",
            GardeTout => "met de côté l'opération qu'il abandonne",
            GardeLaDerniere => "ne détruit l'opération qu'il abandonne qu'à l'appel suivant",
            InterrogeApresLaFin => {
                "interroge encore l'opération une fois qu'elle a rendu sa valeur"
            }
        }
    }

    /// Le temps au bout duquel il renonce.
    fn patience(self, limite: Duration) -> Duration {
        match self {
            NeRenonceJamais | VaAuBout => Duration::MAX,
            RenonceAMoitie => limite / 2,
            RenonceTropTot => limite.saturating_sub(ms(1)),
            RenonceTropTard => limite.saturating_add(ms(1)),
            _ => limite,
        }
    }
}

/// Ce qu'un candidat retient d'un appel à l'autre.
#[derive(Default)]
struct Memoire {
    premiere: Cell<Option<u32>>,
    egalites: Cell<u32>,
    gardees: RefCell<Vec<Operation>>,
}

impl Memoire {
    /// Le sort d'une égalité de plus.
    fn perd_au_sort(&self, gagnees: u32) -> bool {
        let rang = self.egalites.get();
        self.egalites.set(rang + 1);
        rang >= gagnees && (rang - gagnees) & 1 == 0
    }
}

/// Un appel à un candidat.
async fn repondre(
    conduite: Conduite,
    memoire: Rc<Memoire>,
    limite: Duration,
    mut operation: Operation,
) -> Option<u32> {
    match conduite {
        AppelleTimeout => return timeout(limite, operation).await.ok(),
        OrdonneSelect => {
            return tokio::select! {
                biased;
                valeur = operation => Some(valeur),
                () = sleep(limite) => None,
            };
        }
        CedeDAbord => yield_now().await,
        AttendPourToujours => pending().await,
        RendNoneAussitot => return None,
        GardeLaDerniere => drop(memoire.gardees.take()),
        _ => {}
    }
    let depart = Instant::now();
    let mut minuteur = pin!(sleep(conduite.patience(limite)));
    let mut tours = 0;
    let issue = poll_fn(|cx| {
        tours += 1;
        if matches!(conduite, PerdLEgalite) && minuteur.as_mut().poll(cx).is_ready() {
            return Poll::Ready(None);
        }
        if let Poll::Ready(valeur) = operation.as_mut().poll(cx) {
            if let InterrogeApresLaFin = conduite {
                let _ = operation.as_mut().poll(cx);
            }
            if let TireAuSort(gagnees) = conduite {
                let egalite = minuteur.as_mut().poll(cx).is_ready();
                if egalite && memoire.perd_au_sort(gagnees) {
                    return Poll::Ready(None);
                }
            }
            return Poll::Ready(Some(valeur));
        }
        if matches!(conduite, InsisteDeuxTours) && tours < 3 {
            cx.waker().wake_by_ref();
        }
        match minuteur.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await;
    match (conduite, issue) {
        (AttendTouteLaLimite, Some(_)) => sleep(limite.saturating_sub(depart.elapsed())).await,
        (VaAuBout, Some(_)) if depart.elapsed() > limite => return None,
        (RendNoneALHeure, _) => return None,
        (RendZero, None) => return Some(0),
        (AjouteUn, Some(valeur)) => return Some(valeur.wrapping_add(1)),
        (RendLaPremiere, Some(valeur)) => {
            memoire
                .premiere
                .set(memoire.premiere.get().or(Some(valeur)));
            return memoire.premiere.get();
        }
        (GardeTout | GardeLaDerniere, None) => memoire.gardees.borrow_mut().push(operation),
        _ => {}
    }
    issue
}

const PISTE_FIGE: &str = "un candidat peut attendre pour toujours, ou être rendu à une opération qui n'est jamais prête : \
    c'est à l'épreuve de borner son attente (`timeout`), et de rendre `Err`";

const PISTE_LONGUE: &str = "ce candidat finit chaque fois, mais l'épreuve entière n'a qu'une heure de cette horloge : une \
    limite de quelques dizaines ou centaines de millisecondes lui suffit, et une opération longue ne l'est que d'autant";

/// Le verdict de l'épreuve sur ce candidat est le bon. `piste` est celle d'un verdict faux.
fn eprouver(conduite: Conduite, piste: &'static str) -> Boite<'static, ()> {
    Box::pin(async move {
        let attendu = format!(
            "l'épreuve rend un verdict sur un candidat qui {}",
            conduite.nom()
        );
        let appel = Box::pin(async move {
            let memoire = Rc::new(Memoire::default());
            let verdict = eprouver_le_delai(|limite, operation| {
                repondre(conduite, Rc::clone(&memoire), limite, operation)
            });
            juger(conduite, verdict.await, piste);
        });
        let appel = sans_panique(appel, |message| {
            let piste = if message.contains("already frozen") {
                "l'horloge est déjà en pause quand l'épreuve est appelée : elle n'a pas à l'arrêter (`pause`), seulement à la \
                 lire (`Instant::now()`)"
            } else if message.contains("after completion") || message.contains("after Ready") {
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
        let piste = if conduite.est_juste() {
            PISTE_LONGUE
        } else {
            PISTE_FIGE
        };
        finir(appel, piste).await;
    })
}

fn juger(conduite: Conduite, verdict: Result<(), String>, piste: &str) {
    let nom = conduite.nom();
    match verdict {
        Err(texte) if conduite.est_juste() => echec!(
            "un candidat qui {nom} tient la promesse de l'étape 2 : `Ok(())`",
            "`Err` : {texte}",
            "{piste}"
        ),
        Ok(()) if !conduite.est_juste() => echec!(
            "un candidat qui {nom} ne tient pas la promesse de l'étape 2 : `Err`",
            "`Ok(())`",
            "{piste}"
        ),
        Ok(()) => {}
        Err(texte) => exiger!(
            !texte.trim().is_empty(),
            "un candidat qui {nom} est refusé, et l'erreur dit ce qui ne va pas",
            "un texte vide",
            "à qui lit ce verdict, dis ce que le candidat devait faire, et ce qu'il a fait"
        ),
    }
}

fn eprouver_chacun(conduites: &'static [Conduite], piste: &'static str) -> Boite<'static, ()> {
    Box::pin(async move {
        for &conduite in conduites {
            eprouver(conduite, piste).await;
        }
    })
}

const PISTE_TROP_EXIGEANTE: &str = "l'épreuve en demande plus que l'étape 2, ou mesure mal : le temps est celui de Tokio \
    (`tokio::time::Instant`), l'opération prête à l'instant de la limite gagne, un future peut être interrogé plus souvent \
    qu'il ne le faut, et le temps que l'épreuve laisse au candidat est bien plus long que la limite. Ou bien c'est l'opération \
    qui n'est pas ce que tu crois : `Pending` sans rien qui réveille, ou un `sleep` recréé à chaque `poll`, et elle n'est \
    jamais prête à l'heure (un seul `sleep`, gardé dans la struct) ; `let _ = temoin` n'emporte pas le témoin dans le bloc \
    (`let _temoin = temoin`)";

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_candidat_juste_est_accepte() {
    // Chaque fois, et pas seulement la première.
    for _ in 0..2 {
        eprouver_chacun(
            &[
                AppelleTimeout,
                OrdonneSelect,
                InterrogeLuiMeme,
                InsisteDeuxTours,
                CedeDAbord,
            ],
            PISTE_TROP_EXIGEANTE,
        )
        .await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_candidat_qui_ne_finit_pas_est_refuse() {
    eprouver_chacun(
        &[NeRenonceJamais],
        "confie-lui une opération bien plus longue que la limite, ou jamais prête : il doit rendre `None`",
    )
    .await;
    eprouver_chacun(&[AttendPourToujours], PISTE_FIGE).await;
}

const PISTE_DUREE: &str = "mesure le temps de Tokio que prend chaque appel : en pause, il se compare à l'égalité, sans \
    tolérance ; prête avant la limite, l'opération termine l'appel ; sinon, c'est la limite, à la milliseconde";

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_candidat_qui_n_est_pas_a_l_heure_est_refuse() {
    eprouver_chacun(
        &[
            AttendTouteLaLimite,
            VaAuBout,
            RenonceAMoitie,
            RenonceTropTot,
            RenonceTropTard,
        ],
        PISTE_DUREE,
    )
    .await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_candidat_qui_rend_autre_chose_est_refuse() {
    eprouver_chacun(
        &[
            RendNoneALHeure,
            RendNoneAussitot,
            RendZero,
            AjouteUn,
            RendLaPremiere,
        ],
        "compare ce que rend chaque appel à ce qu'il devait rendre : `Some` et la valeur de cette opération-là, ou `None` une \
         fois la limite passée ; d'un appel à l'autre, change la valeur",
    )
    .await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_candidat_qui_perd_l_egalite_est_refuse() {
    let piste = "confie-lui une opération prête à l'instant même de la limite : elle gagne, chaque fois ; un tirage au sort \
                 lui donne raison une fois sur deux, alors recommence, quelques dizaines de fois";
    eprouver(PerdLEgalite, piste).await;
    for gagnees in [0, 1, 6, 12] {
        eprouver(TireAuSort(gagnees), piste).await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_candidat_qui_garde_l_operation_abandonnee_est_refuse() {
    eprouver_chacun(
        &[GardeTout, GardeLaDerniere],
        "abandonner, c'est détruire, et avant de rendre `None` : l'opération que tu confies porte un témoin, que son `Drop` \
         prévient ; regarde-le après chaque appel",
    )
    .await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_candidat_qui_interroge_l_operation_apres_sa_fin_est_refuse() {
    eprouver_chacun(
        &[InterrogeApresLaFin],
        "un future qui a rendu sa valeur ne doit plus être interrogé : confie au candidat un future écrit à la main \
         (`impl Future`), qui note si on l'interroge après sa fin ; s'il le note déjà, note-t-il aussi sa fin, et lis-tu \
         la même note ? Un `bool` qu'emporte `move` est une copie, et ce que l'opération est seule à tenir disparaît avec \
         elle : garde un clone d'un `Rc<Cell<bool>>`",
    )
    .await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_epreuves_ne_se_melent_pas() {
    // Chacune d'abord seule : menée avec d'autres, un verdict faux ne vient alors que d'elles.
    eprouver(CedeDAbord, PISTE_TROP_EXIGEANTE).await;
    eprouver(RenonceTropTot, PISTE_DUREE).await;
    let piste = "seule, l'épreuve rend le bon verdict ; menée avec d'autres, non : ce qu'un appel mesure ou note est à lui, et un \
                 témoin commun à tous (`static`), ou l'horloge commune avancée d'un coup (`advance`), mêle les épreuves";
    ensemble(vec![
        eprouver(CedeDAbord, piste),
        eprouver(RenonceTropTot, piste),
        eprouver(CedeDAbord, piste),
    ])
    .await;
}
