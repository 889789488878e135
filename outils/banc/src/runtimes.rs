//! Des runtimes à part de celui du test, pour ce que le sien ne montre pas.

use std::cell::RefCell;
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{Sender, channel};
use std::task::{Poll, ready};
use std::time::Duration;

use tokio::runtime::{Builder, EnterGuard, Handle, Runtime};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::{Boite, lancer, limite_reelle, ms, recolter};

/// Le nombre de tâches en cours dans le runtime.
pub fn taches_vivantes() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

/// Une tâche qui compte les autres tâches en cours. Elle se remet sans cesse au bout de la file, cinq mille fois : elle voit
/// tout ce que les autres y ajoutent, avant que cela s'exécute.
pub struct Recensement {
    pointe: Arc<AtomicUsize>,
    tache: JoinHandle<()>,
}

impl Recensement {
    /// Commence à compter, dans le runtime à un seul thread du test.
    pub fn lancer() -> Self {
        let pointe = Arc::new(AtomicUsize::new(0));
        let vue = Arc::clone(&pointe);
        let mut tours = 0;
        let tache = lancer(poll_fn(move |cx| {
            vue.fetch_max(taches_vivantes() - 1, SeqCst);
            tours += 1;
            if tours == 5000 {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        }));
        Recensement { pointe, tache }
    }

    /// Le nombre d'autres tâches en cours.
    pub fn autres_taches(&self) -> usize {
        taches_vivantes() - usize::from(!self.tache.is_finished())
    }

    /// Le plus grand nombre d'autres tâches qu'il y ait eu en cours à la fois.
    pub fn pointe(&self) -> usize {
        self.pointe.load(SeqCst)
    }

    /// S'arrête, et laisse le runtime oublier les tâches qui ont fini.
    pub fn arreter(self) -> Boite<'static, ()> {
        self.tache.abort();
        Box::pin(sleep(ms(1)))
    }
}

/// Un runtime que personne ne fait avancer, et dont le seul thread bloquant est occupé : rien de ce qu'un appel y lance ne
/// s'exécute, et rien n'a donc de quoi réveiller l'appel. Le lâcher abandonne ses tâches.
pub struct RuntimeImmobile {
    runtime: Option<Runtime>,
    _occupe: Sender<()>,
}

impl RuntimeImmobile {
    /// Un runtime neuf.
    pub fn new() -> Self {
        let mut plan = Builder::new_current_thread();
        let runtime = construire(plan.max_blocking_threads(1));
        let (occupe, liberer) = channel::<()>();
        runtime.spawn_blocking(move || {
            let _ = liberer.recv_timeout(limite_reelle());
        });
        RuntimeImmobile {
            runtime: Some(runtime),
            _occupe: occupe,
        }
    }

    /// Tant que la valeur rendue vit, c'est là que ce thread lance des tâches.
    pub fn entrer(&self) -> EnterGuard<'_> {
        let runtime = self.runtime.as_ref();
        runtime.expect("rendu seulement à la fin").enter()
    }
}

impl Default for RuntimeImmobile {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for RuntimeImmobile {
    fn drop(&mut self) {
        // Dans un test async, Tokio interdit de lâcher un runtime, ce qui attendrait ses threads.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Conduit cet appel dans une tâche d'un runtime à plusieurs threads, qui n'en a qu'un, et commence par la dernière tâche
/// qu'il a lui-même lancée. L'appel y est créé : il n'a pas à être `Send`. Rend sa valeur, ou `None` s'il n'a pas fini après
/// `limite` de l'horloge réelle.
pub fn sur_un_seul_thread<T: Send + 'static>(
    appel: impl FnOnce() -> Boite<'static, T> + Send + 'static,
    limite: Duration,
) -> Boite<'static, Option<T>> {
    let (emetteur, recepteur) = channel();
    let fin = conduire_la(
        Box::new(|| {
            let appel = appel();
            Box::pin(async move {
                let _ = emetteur.send(appel.await);
            })
        }),
        limite,
    );
    Box::pin(async move {
        fin.await;
        recepteur.try_recv().ok()
    })
}

fn conduire_la(
    appel: Box<dyn FnOnce() -> Boite<'static, ()> + Send>,
    limite: Duration,
) -> Boite<'static, ()> {
    Box::pin(async move {
        let runtime = construire(Builder::new_multi_thread().worker_threads(1));
        let mut a_creer = Some(appel);
        let tache = runtime.spawn(poll_fn(move |cx| {
            SUR_CE_THREAD.with_borrow_mut(|appel| {
                if let Some(creer) = a_creer.take() {
                    *appel = Some(creer());
                }
                let futur = appel.as_mut().expect("le thread n'a pas changé");
                ready!(futur.as_mut().poll(cx));
                *appel = None;
                Poll::Ready(())
            })
        }));
        let issue = timeout(limite, recolter(tache)).await;
        runtime.shutdown_background();
        drop(issue);
    })
}

thread_local! {
    /// L'appel que conduit la tâche du seul thread d'un runtime.
    static SUR_CE_THREAD: RefCell<Option<Boite<'static, ()>>> = const { RefCell::new(None) };
}

fn construire(plan: &mut Builder) -> Runtime {
    let runtime = plan.enable_all().build();
    runtime.expect("le système a de quoi démarrer un runtime Tokio")
}
