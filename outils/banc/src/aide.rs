//! Qui aide un appel à avancer, ou fait le travail à sa place : des tâches qu'il a lancées, une autre tâche ou un autre
//! thread qui le réveille, ou personne.

use std::collections::HashSet;
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, ThreadId};
use std::time::Duration;

use tokio::runtime::{Handle, RuntimeMetrics};
use tokio::task::{Id, try_id};

use crate::garde::verrouiller;
use crate::taches_ou_threads::reposer;
use crate::{Boite, lancer};

/// Ce qui a aidé un appel.
pub struct Aide {
    /// Le nombre de tâches lancées pendant qu'il courait.
    pub taches: usize,
    /// Une autre tâche ou un autre thread l'a réveillé.
    pub reveille: bool,
    /// Il a rendu la main au moins une fois avant de finir.
    pub a_attendu: bool,
}

/// Mène l'appel pas à pas, en regardant qui l'aide. S'il ne finit pas, ce n'est pas ici que cela se dit.
pub async fn observer(mut appel: Boite<'_, ()>) -> Aide {
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
    let guet = lancer({
        let compteur = compteur.clone();
        poll_fn::<(), _>(move |cx| {
            compteur.regarder();
            cx.waker().wake_by_ref();
            Poll::Pending
        })
    });
    let waker = Waker::from(visite.clone());
    let mut a_attendu = false;
    for _ in 0..400 {
        compteur.regarder();
        let etat = appel.as_mut().poll(&mut Context::from_waker(&waker));
        compteur.regarder();
        if etat.is_ready() {
            break;
        }
        a_attendu = true;
        reposer().await;
    }
    guet.abort();
    Aide {
        taches: compteur.lancees.load(Ordering::Relaxed),
        reveille: visite.par_un_autre.load(Ordering::Relaxed),
        a_attendu,
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

/// Le réveil d'un appel, qui retient si c'est une autre tâche, ou un autre thread, qui l'a demandé.
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

/// Les threads dont viennent des réponses. Le premier à répondre attend un instant : si d'autres ont de quoi le faire, ils
/// le font alors, aussi rapides que soient les réponses.
#[derive(Default)]
pub struct Repondants {
    vus: Mutex<(HashSet<ThreadId>, usize)>,
    un_de_plus: Condvar,
}

impl Repondants {
    /// Note d'où viendra cette réponse, qui n'est pas encore là.
    pub fn guetter<T>(self: &Arc<Self>, mut reponse: Boite<'_, T>) {
        let waker = Waker::from(Arc::clone(self));
        let etat = reponse.as_mut().poll(&mut Context::from_waker(&waker));
        assert!(etat.is_pending(), "la réponse est déjà là");
    }

    /// Le nombre de threads différents qui ont répondu, et celui des réponses.
    pub fn vus(&self) -> (usize, usize) {
        let vus = verrouiller(&self.vus);
        (vus.0.len(), vus.1)
    }
}

impl Wake for Repondants {
    fn wake(self: Arc<Self>) {
        const INSTANT: Duration = Duration::from_millis(50);
        let mut vus = verrouiller(&self.vus);
        vus.0.insert(thread::current().id());
        vus.1 += 1;
        if vus.1 == 1 {
            let seul = |vus: &mut (HashSet<ThreadId>, usize)| vus.1 == 1;
            drop(self.un_de_plus.wait_timeout_while(vus, INSTANT, seul));
        } else {
            self.un_de_plus.notify_all();
        }
    }
}
