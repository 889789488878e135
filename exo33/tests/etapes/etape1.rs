//! Étape 1 : compter_ensemble.

use crate::commun_aux_etapes::Appel;
use crate::compter_ensemble;
use banc::{LIMITE_REELLE, Sonde, chronometrer, echec, exiger, exiger_egal, finir, ms, recolter};
use std::cell::RefCell;
use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, mpsc};
use std::task::Poll;
use tokio::runtime::{Builder, Handle};
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

const PISTE_TACHES: &str = "un verrou gardé pendant qu'on attend les tâches les empêche de finir : il n'est \
    pris que le temps d'une addition";

fn taches_vivantes() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

/// Sur un seul thread, le nombre de tâches en cours au retour dit pourquoi un total est faux.
fn verifier_total(total: u64, (taches, increments): (usize, usize), vivantes: usize) {
    let attendu = (taches * increments) as u64;
    if total == attendu {
        return;
    }
    exiger!(
        vivantes == 0,
        "`compter_ensemble({taches}, {increments})` rend {attendu}",
        "un total de {total}, et au retour des tâches encore en cours (nombre : {vivantes})",
        "toutes les tâches ne sont pas attendues : lâcher une poignée n'attend rien, la tâche continue seule"
    );
    exiger!(
        taches != 1 || total == 0 || total > attendu,
        "`compter_ensemble({taches}, {increments})` rend {attendu}",
        "un total de {total}, avec une seule tâche",
        "la tâche n'a pas fait tous ses tours (il en manque un, ou un `abort` l'a arrêtée), ou le total ne tient \
         pas dans le type du compteur"
    );
    exiger!(
        total == 0 || total > attendu,
        "`compter_ensemble({taches}, {increments})` rend {attendu}",
        "un total de {total} : il manque des incréments",
        "entre la lecture et l'écriture, le verrou a été rendu : une autre tâche a lu la même valeur. Lis et \
         écris sous le même verrou (ou chaque tâche n'a pas fait tous ses tours)"
    );
    echec!(
        "`compter_ensemble({taches}, {increments})` rend {attendu}",
        "un total de {total}",
        "chaque tâche ajoute 1, `increments` fois, à un compteur qui part de 0 et que toutes partagent (`move` donne à \
         chacune sa copie d'un nombre : ce qui se partage est un `Arc<Mutex<_>>`)"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_total_est_exact() {
    for (taches, increments) in [(1, 1), (2, 1), (1, 500), (1, 70_000), (10, 100), (100, 7)] {
        let total = finir(compter_ensemble(taches, increments), PISTE_TACHES).await;
        verifier_total(total, (taches, increments), taches_vivantes());
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn sans_rien_a_compter_le_total_est_zero_sans_attendre() {
    for (taches, increments) in [(0, 0), (0, 1000), (0, 100_000), (100, 0)] {
        let appel = finir(compter_ensemble(taches, increments), PISTE_TACHES);
        let (total, duree) = chronometrer(appel).await;
        exiger_egal!(
            total,
            0,
            "le total de `compter_ensemble({taches}, {increments})`",
            "zéro tâche, ou zéro incrément, est un cas comme un autre"
        );
        exiger!(
            duree.is_zero(),
            "`compter_ensemble({taches}, {increments})` n'a rien à attendre",
            "l'appel a duré {duree:?}",
            "un délai fixe n'attend pas les tâches, il espère : c'est leur poignée (ou leur `JoinSet`) \
             qu'il faut attendre"
        );
    }
}

#[banc::etape]
#[test]
fn l_appel_attend_ses_taches_par_leurs_poignees() {
    // Un runtime que personne ne fait avancer, et dont le seul thread bloquant est occupé : rien de ce
    // que lance l'appel ne s'exécute, et rien n'a donc de quoi le réveiller.
    let runtime = Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(1)
        .build()
        .expect("le système a de quoi démarrer un runtime Tokio");
    let _ici = runtime.enter();
    let (_occupe, liberer) = mpsc::channel::<()>();
    spawn_blocking(move || liberer.recv_timeout(LIMITE_REELLE).ok());
    // Une tâche, puis dix.
    for taches in [1, 10] {
        let appel: Appel<u64> = Box::pin(compter_ensemble(taches, 3));
        let mut appel = Sonde::new(appel);
        let fini = appel.sonder().is_ready();
        let vivantes = taches_vivantes();
        exiger!(
            !fini || vivantes == 0,
            "l'appel attend ce qu'il a lancé",
            "il a fini sans rien attendre, et les tâches sont encore en cours (nombre : {vivantes})",
            "toutes les tâches ne sont pas attendues : lâcher une poignée n'attend rien, la tâche continue \
             seule"
        );
        exiger!(
            !fini,
            "une tâche ou dix comptent pendant que l'appel les attend",
            "il a fini d'un trait, sans attendre aucune tâche de Tokio (nombre demandé : {taches})",
            "le compte est fait (ou calculé) sur place, ou confié à des threads dont l'attente bloque : \
             confie chaque part à sa propre tâche, avec `tokio::spawn`"
        );
        exiger!(
            !tourne_en_boucle(&mut appel),
            "l'appel attend que ses tâches le préviennent de leur fin",
            "il se fait réinterroger sans cesse, alors qu'aucune n'a pu avancer",
            "une boucle de `yield_now` qui guette la fin (par `strong_count`, par le total…) occupe le thread \
             pour rien : ce qui prévient de la fin d'une tâche, c'est sa poignée"
        );
    }
}

/// Vrai si l'appel se réveille lui-même, encore et encore.
fn tourne_en_boucle<T>(appel: &mut Sonde<Appel<'_, T>>) -> bool {
    (0..100).all(|_| {
        let avant = appel.reveils();
        appel.sonder().is_pending() && appel.reveils() > avant
    })
}

std::thread_local! {
    /// L'appel qu'interroge une tâche du seul thread d'un runtime : il n'a pas à être `Send`.
    static SUR_CE_THREAD: RefCell<Option<Appel<'static, u64>>> = const { RefCell::new(None) };
}

#[banc::etape]
#[tokio::test]
async fn la_derniere_tache_lancee_n_est_pas_toujours_la_derniere_finie() {
    // Un thread d'un runtime à plusieurs threads commence par la dernière tâche qu'il a lui-même lancée.
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("le système a de quoi démarrer un runtime Tokio");
    let tache = runtime.spawn(poll_fn(|cx| {
        SUR_CE_THREAD.with_borrow_mut(|appel| {
            let futur = appel.get_or_insert_with(|| Box::pin(compter_ensemble(8, 3)));
            let total = std::task::ready!(futur.as_mut().poll(cx));
            *appel = None;
            // Celle-ci n'est pas de l'appel.
            Poll::Ready((total, taches_vivantes() - 1))
        })
    }));
    let issue = timeout(ms(4000), recolter(tache)).await;
    runtime.shutdown_background();
    let Ok((total, vivantes)) = issue else {
        echec!(
            "l'appel se termine, sur le seul thread d'un runtime à plusieurs threads",
            "il attend toujours",
            "un verrou gardé pendant qu'on attend les tâches les empêche de finir, comme une attente qui \
             bloque le thread"
        )
    };
    exiger!(
        vivantes == 0,
        "un appel de 8 tâches finit avec la dernière d'entre elles",
        "au retour, un total de {total} sur 24, et des tâches encore en cours (nombre : {vivantes})",
        "toutes les tâches ne sont pas attendues : la dernière lancée n'est pas toujours la dernière finie, et \
         en attendre une ne dit rien des autres"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn toutes_les_taches_sont_lancees_avant_la_premiere_attente() {
    const TACHES: usize = 200;
    // Une tâche qui se remet sans cesse au bout de la file voit tout ce que les autres y ajoutent,
    // avant que cela s'exécute.
    let pointe = Arc::new(AtomicUsize::new(0));
    let vue = Arc::clone(&pointe);
    let mut tours = 0;
    let observateur = banc::lancer(poll_fn(move |cx| {
        vue.fetch_max(taches_vivantes() - 1, SeqCst);
        tours += 1;
        if tours == 5000 {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }));
    let total = finir(compter_ensemble(TACHES, 3), PISTE_TACHES).await;
    let vivantes = taches_vivantes() - usize::from(!observateur.is_finished());
    let pointe = pointe.load(SeqCst);
    // Une pointe de 0 est celle des tâches d'un `LocalSet` : le runtime ne les compte pas.
    exiger!(
        pointe != 1,
        "{TACHES} tâches en cours à la fois",
        "jamais plus d'une à la fois",
        "`spawn(…).await` dans la boucle attend chaque tâche avant de lancer la suivante (à moins qu'une \
         seule ne fasse tout le travail) : lance-les toutes, puis attends-les"
    );
    exiger!(
        pointe == 0 || pointe >= TACHES,
        "{TACHES} tâches en cours à la fois",
        "au plus {pointe} à la fois",
        "il faut `taches` tâches (et non `increments`), toutes lancées avant d'attendre la première, sans \
         les grouper par lots"
    );
    exiger!(
        pointe <= TACHES + 10,
        "{TACHES} tâches en cours à la fois",
        "il y en a eu {pointe}",
        "une tâche par part, pas une par incrément : c'est dans la tâche que se trouve la boucle"
    );
    verifier_total(total, (TACHES, 3), vivantes);
    observateur.abort();
    sleep(ms(1)).await;
    let vivantes = taches_vivantes();
    exiger!(
        vivantes == 0,
        "plus aucune tâche ne tourne après le retour",
        "il en reste {vivantes}",
        "tout ce qui a été lancé doit finir : attends aussi les tâches auxiliaires"
    );
}

/// Compte à huit tâches et sur plusieurs threads ; échoue si un incrément se perd.
async fn compter_a_huit(increments: usize) {
    let total = compter_ensemble(8, increments).await;
    let attendu = 8 * increments as u64;
    exiger!(
        total == attendu,
        "8 tâches de {increments} incréments, sur 4 threads, comptent {attendu}",
        "un total de {total}",
        "deux tâches ont lu la même valeur avant d'écrire (lire puis écrire en deux fois n'est pas un incrément), ou \
         l'une d'elles n'a pas été attendue"
    );
}

/// Compte comme il ne faut pas, lire puis écrire, et dit si des incréments se sont perdus.
async fn compter_mal_a_huit(increments: usize) -> bool {
    let compteur = Arc::new(AtomicUsize::new(0));
    let poignees: Vec<_> = (0..8)
        .map(|_| {
            let compteur = Arc::clone(&compteur);
            banc::lancer(async move {
                for _ in 0..increments {
                    let valeur = compteur.load(SeqCst);
                    compteur.store(valeur + 1, SeqCst);
                }
            })
        })
        .collect();
    for poignee in poignees {
        recolter(poignee).await;
    }
    compteur.load(SeqCst) < 8 * increments
}

/// Le nombre d'incréments qui donne au système le temps d'interrompre un thread : quatre millisecondes, trois
/// fois de suite, car une machine chargée fait paraître long ce qui ne l'est pas.
async fn assez_d_increments(compter: impl AsyncFn(usize)) -> usize {
    let (mut increments, mut lents) = (128, 0);
    while lents < 3 && increments < 1 << 22 {
        let debut = std::time::Instant::now();
        compter(increments).await;
        if debut.elapsed() < ms(4) {
            (increments, lents) = (increments * 2, 0);
        } else {
            lents += 1;
        }
    }
    increments
}

#[banc::etape]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn rien_ne_se_perd_sur_plusieurs_threads() {
    // Un total juste ne prouve rien tant que les threads ne se sont pas croisés. Le compteur fautif du test
    // le dit : chaque fois qu'il perd des incréments, une réponse fautive avait de quoi en perdre aussi.
    let depart = std::time::Instant::now();
    let increments = assez_d_increments(compter_a_huit).await;
    let fautifs = assez_d_increments(async |n| {
        compter_mal_a_huit(n).await;
    })
    .await;
    let mut pertes = 0;
    while pertes < 5 && depart.elapsed() < ms(1000) {
        compter_a_huit(increments).await;
        pertes += u32::from(compter_mal_a_huit(fautifs).await);
    }
}
