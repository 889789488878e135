//! Étape 2 : collecter.

use crate::collecter;
use crate::commun_aux_etapes::{aboutir, attendre, reposer};
use banc::{attraper, echec, exiger, message_de, recolter};
use std::cell::RefCell;
use std::future::poll_fn;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, ThreadId};
use tokio::runtime::{Builder, Handle, RuntimeMetrics};
use tokio::task::{Id, try_id};

const PISTE_COLLECTE: &str = "les producteurs sont attendus avant que le canal soit vidé, et eux attendent \
    qu'il y ait de la place : vide le canal pendant qu'ils envoient";

const PISTE_PREMIER: &str = "le premier émetteur (`tx`, d'où viennent les clones) vit encore : tant qu'il en reste \
    un, le canal ne se ferme pas et `recv` attend";

/// Un seul message ne remplit aucun canal : ce qui fige ici n'est pas le manque de place.
async fn exiger_une_fin() {
    let paires = aboutir(collecter(1, 1), PISTE_PREMIER).await;
    verifier(&paires, 1, 1);
}

fn verifier(paires: &[(u32, u32)], producteurs: u32, messages: u32) {
    let etranger = paires.iter().find(|(numero, _)| *numero >= producteurs);
    exiger!(
        etranger.is_none(),
        "des producteurs numérotés à partir de 0 ({producteurs} en tout)",
        "une paire venue d'ailleurs : {etranger:?}",
        "la paire est (numéro du producteur, message), et les deux comptent à partir de 0"
    );
    for numero in 0..producteurs {
        let siens = paires.iter().filter(|(origine, _)| *origine == numero);
        let siens: Vec<u32> = siens.map(|(_, message)| *message).collect();
        let combien = siens.len();
        exiger!(
            !siens.is_empty() || messages == 0,
            "messages du producteur {numero} : {messages}",
            "aucun",
            "chaque producteur a sa tâche et son clone de l'émetteur ; un envoi sans `.await` n'envoie rien, et \
             un `JoinSet` lâché arrête ses tâches"
        );
        exiger!(
            siens.len() == messages as usize,
            "messages du producteur {numero} : {messages}",
            "{combien}",
            "`try_send` perd des messages quand le canal est plein, et s'arrêter avant la fermeture du canal \
             en laisse derrière"
        );
        let rang = (0..).zip(&siens).find(|(rang, message)| rang != *message);
        exiger!(
            rang.is_none(),
            "les messages du producteur {numero} dans l'ordre : 0, 1, 2…",
            "(rang, message) = {rang:?}",
            "un producteur envoie ses messages l'un après l'autre, depuis une seule tâche, à partir de 0"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn chaque_producteur_envoie_tous_ses_messages_dans_l_ordre() {
    exiger_une_fin().await;
    for (producteurs, messages) in [(1, 5), (3, 4), (5, 2)] {
        let paires = aboutir(collecter(producteurs, messages), PISTE_COLLECTE).await;
        verifier(&paires, producteurs, messages);
    }
}

/// Compte les tâches lancées : à chaque regard, celles qui se sont ajoutées. Toutes d'un coup,
/// l'une après l'autre ou depuis une autre tâche, peu importe.
struct Compteur {
    mesures: RuntimeMetrics,
    vivantes: AtomicUsize,
    lancees: AtomicUsize,
}

impl Compteur {
    fn regarder(&self) {
        let vivantes = self.mesures.num_alive_tasks();
        let avant = self.vivantes.swap(vivantes, Ordering::Relaxed);
        let ajoutees = vivantes.saturating_sub(avant);
        self.lancees.fetch_add(ajoutees, Ordering::Relaxed);
    }
}

/// Le réveil d'une collecte, qui retient si c'est une autre tâche, ou un autre thread, qui l'a demandé.
struct Visite {
    chez_soi: (Option<Id>, ThreadId),
    par_un_autre: AtomicBool,
}

impl Wake for Visite {
    fn wake(self: Arc<Self>) {
        if self.chez_soi != (try_id(), thread::current().id()) {
            self.par_un_autre.store(true, Ordering::Relaxed);
        }
    }
}

/// Ce qui a aidé une collecte : combien de tâches, et si une autre tâche ou un autre thread l'a réveillée.
struct Aide {
    taches: usize,
    reveillee: bool,
    attendait: bool,
}

/// Mène `collecter(3, 4)` pas à pas, en regardant qui l'aide.
async fn observer_une_collecte() -> Aide {
    let compteur = Arc::new(Compteur {
        mesures: Handle::current().metrics(),
        vivantes: AtomicUsize::new(usize::MAX),
        lancees: AtomicUsize::new(0),
    });
    let visite = Arc::new(Visite {
        chez_soi: (try_id(), thread::current().id()),
        par_un_autre: AtomicBool::new(false),
    });
    // Entre deux tours des autres tâches, un regard.
    let guet = banc::lancer({
        let compteur = compteur.clone();
        poll_fn::<(), _>(move |cx| {
            compteur.regarder();
            cx.waker().wake_by_ref();
            Poll::Pending
        })
    });
    let (waker, mut collecte) = (Waker::from(visite.clone()), Box::pin(collecter(3, 4)));
    let mut attendait = false;
    for _ in 0..400 {
        compteur.regarder();
        let etape = collecte.as_mut().poll(&mut Context::from_waker(&waker));
        compteur.regarder();
        if let Poll::Ready(paires) = etape {
            verifier(&paires, 3, 4);
            break;
        }
        attendait = true;
        reposer().await;
    }
    guet.abort();
    Aide {
        taches: compteur.lancees.load(Ordering::Relaxed),
        reveillee: visite.par_un_autre.load(Ordering::Relaxed),
        attendait,
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_producteurs_sont_des_taches() {
    exiger_une_fin().await;
    let mut aide = observer_une_collecte().await;
    // Des threads, eux, peuvent tout avoir envoyé avant la première attente.
    for _ in 0..10 {
        if aide.taches > 0 || aide.reveillee {
            break;
        }
        aide = observer_une_collecte().await;
    }
    exiger!(
        aide.taches > 0 || aide.attendait,
        "`collecter` attend ce que ses producteurs envoient",
        "elle rend tout sans jamais attendre : aucune autre tâche n'a pu s'exécuter",
        "chaque producteur est une tâche à lui (`spawn`), qui envoie pendant que `collecter` reçoit : remplir \
         la liste soi-même, ou le canal avant de le lire, ne fait rien avancer ensemble"
    );
    let taches = aide.taches;
    exiger!(
        taches > 0 || aide.reveillee,
        "`collecter(3, 4)` lance trois tâches",
        "aucune : tout se passe dans celle de l'appelant",
        "`join!` et `select!` font avancer des futures ensemble, mais dans une seule et même tâche ; c'est `spawn` \
         qui en lance une autre"
    );
    exiger!(
        taches == 0 || taches >= 3,
        "`collecter(3, 4)` lance trois tâches, une par producteur",
        "nombre de tâches lancées : {taches}",
        "une seule tâche qui envoie pour tous ne fait rien avancer ensemble : c'est à chaque tour de la boucle sur \
         les producteurs qu'une tâche se lance"
    );
}

type Collecte = Pin<Box<dyn Future<Output = Vec<(u32, u32)>>>>;

std::thread_local! {
    /// La collecte menée sur ce thread : rien n'oblige son future à pouvoir en changer.
    static COLLECTE: RefCell<Option<Collecte>> = const { RefCell::new(None) };
}

/// Une collecte sur un runtime à un seul ouvrier : la dernière tâche lancée y passe avant les autres.
fn collecter_la_derniere_d_abord(producteurs: u32, messages: u32, piste: &str) -> Vec<(u32, u32)> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    let runtime = runtime.expect("le système a de quoi démarrer un runtime Tokio");
    let issue = runtime.block_on(async {
        let collecte = tokio::spawn(poll_fn(move |cx| {
            COLLECTE.with_borrow_mut(|collecte| {
                let collecte =
                    collecte.get_or_insert_with(|| Box::pin(collecter(producteurs, messages)));
                collecte.as_mut().poll(cx)
            })
        }));
        attraper(attendre(recolter(collecte), piste)).await
    });
    // Sans attendre l'ouvrier : une réponse fausse peut l'avoir bloqué.
    runtime.shutdown_background();
    match issue {
        Ok((paires, _)) => paires,
        Err(charge) => resume_unwind(charge),
    }
}

#[banc::etape]
#[test]
fn la_collecte_dure_jusqu_au_depart_du_dernier_producteur() {
    for (producteurs, messages) in [(1, 1), (3, 2), (5, 1), (2, 40)] {
        // Un seul message ne remplit aucun canal.
        let piste = if messages * producteurs == 1 {
            PISTE_PREMIER
        } else {
            PISTE_COLLECTE
        };
        let paires = collecter_la_derniere_d_abord(producteurs, messages, piste);
        let (total, combien) = (producteurs * messages, paires.len());
        exiger!(
            combien == total as usize,
            "les {total} paires de `collecter({producteurs}, {messages})`, quand la dernière tâche lancée finit la \
             première",
            "nombre de paires : {combien}",
            "c'est la fermeture du canal (`None`) qui dit que tous les producteurs ont fini : en attendre un seul, le \
             dernier lancé par exemple, laisse les messages des autres derrière"
        );
        verifier(&paires, producteurs, messages);
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn sans_producteur_ou_sans_message_la_collecte_finit_vide() {
    exiger_une_fin().await;
    for (producteurs, messages) in [(0, 0), (0, 5), (0, u32::MAX), (5, 0)] {
        let collecte = attraper(collecter(producteurs, messages));
        match aboutir(collecte, PISTE_COLLECTE).await {
            Ok(paires) => exiger!(
                paires.is_empty(),
                "`collecter({producteurs}, {messages})` ne rend rien",
                "{paires:?}",
                "sans producteur ou sans message, il n'y a rien à recevoir"
            ),
            Err(charge) => {
                let message = message_de(&*charge);
                echec!(
                    "`collecter({producteurs}, {messages})` rend une liste vide",
                    "une panique : {message}",
                    "une capacité calculée à partir des arguments peut valoir 0, ou déborder : la taille du \
                     canal n'a pas à dépendre du nombre de messages"
                )
            }
        }
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn beaucoup_de_messages_passent_par_un_canal_borne() {
    exiger_une_fin().await;
    let paires = aboutir(collecter(3, 1500), PISTE_COLLECTE).await;
    verifier(&paires, 3, 1500);
    let paires = aboutir(collecter(500, 2), PISTE_COLLECTE).await;
    verifier(&paires, 500, 2);
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_collectes_ensemble_ne_se_melangent_pas() {
    exiger_une_fin().await;
    let deux = async { tokio::join!(collecter(2, 30), collecter(3, 20)) };
    let (a, b) = aboutir(deux, PISTE_COLLECTE).await;
    verifier(&a, 2, 30);
    verifier(&b, 3, 20);
}

#[banc::etape]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn l_ordre_de_chacun_tient_aussi_sur_plusieurs_threads() {
    exiger_une_fin().await;
    for _ in 0..4 {
        let (paires, _) = attendre(collecter(4, 250), PISTE_COLLECTE).await;
        verifier(&paires, 4, 250);
    }
}
