//! Le serveur : en scène, surveillé, arrêté.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{unconstrained, yield_now};
use tokio::time::{Instant, advance, sleep, timeout};

use crate::texte::duree;
use crate::{Boite, PISTE_THREAD_ENDORMI, attraper, echec, exiger, message_de, ms};

/// Le service d'un serveur : son total, ou ce que dit son erreur.
pub type Service = Boite<'static, Result<u64, String>>;

/// Le plus que le serveur mette à s'arrêter, délai des clients compris.
const ARRET_LENT: Duration = Duration::from_secs(4);

/// Bien plus de fois qu'on ne peut interroger `arret` sans que rien n'arrive, ni rendre la main.
const A_VIDE: u32 = 20_000;

/// Un serveur qui tourne. Il sert jusqu'à l'arrêt, puis rend un total ; le test échoue s'il finit avant, par une erreur, en
/// laissant des tâches derrière lui, ou s'il tourne à vide.
#[derive(Clone)]
pub struct Serveur(Rc<Etat>);

struct Etat {
    adresse: SocketAddr,
    service: RefCell<Option<Boite<'static, u64>>>,
    total: Cell<Option<u64>>,
    suivi: Rc<Suivi>,
    arret: Cell<Option<oneshot::Sender<()>>>,
    /// Quand il doit avoir fini, une fois l'arrêt demandé.
    echeance: Cell<Option<Instant>>,
    reveils: Arc<AtomicU32>,
    /// Le plus de temps réel qu'il puisse garder le thread d'un trait.
    tour_max: Cell<Duration>,
}

impl Serveur {
    /// Met à l'écoute, sur un port libre, le serveur que `servir` fait d'une écoute et de l'arrêt à surveiller.
    pub fn lancer(servir: impl FnOnce(TcpListener, Arret) -> Service) -> Self {
        let (scene, ecoute, arret) = Scene::preparer();
        scene.lancer(servir(ecoute, arret))
    }

    /// Où se connecter.
    pub fn adresse(&self) -> SocketAddr {
        self.0.adresse
    }

    /// Rend `arret` prêt.
    pub fn arreter(&self) {
        self.0.echeance.set(Some(Instant::now() + ARRET_LENT));
        let arret = self.0.arret.take();
        // Un serveur qui ne regarde plus `arret` a déjà fini, ou finira mal.
        let _ = arret.map(|arret| arret.send(()));
    }

    /// Attend que le serveur finisse, après [`arreter`](Self::arreter), et rend son total. `piste` est celle d'un serveur qui
    /// n'en finit pas.
    pub fn total<'a>(&'a self, piste: &'a str) -> Boite<'a, u64> {
        Box::pin(async move {
            let reste = self.echeance().saturating_duration_since(Instant::now());
            match self.fin(reste).await {
                Some(total) => total,
                None => self.refuser_sans_fin(ARRET_LENT, piste),
            }
        })
    }

    /// De même, pour un serveur que rien ne retient : il a ce temps-là, de l'horloge réelle.
    pub fn total_sans_attendre<'a>(&'a self, delai: Duration, piste: &'a str) -> Boite<'a, u64> {
        Box::pin(async move {
            match self.fin(delai).await {
                Some(total) => total,
                None => self.refuser_sans_fin(delai, piste),
            }
        })
    }

    /// Ce serveur n'en finit pas, et voici pourquoi, si cela se voit.
    fn refuser_sans_fin(&self, delai: Duration, piste: &str) -> ! {
        self.exiger_arret_vu();
        let taches = tokio::runtime::Handle::current().metrics();
        let piste = if taches.num_alive_tasks() == 0 {
            PISTE_CANAL
        } else {
            piste
        };
        let delai = duree(delai);
        echec!(
            "après `arret`, le serveur finit",
            "il tourne encore au bout de {delai}",
            "{piste}"
        )
    }

    /// Le serveur a vu l'arrêt, demandé depuis un moment.
    pub fn exiger_arret_vu(&self) {
        exiger!(
            self.0.suivi.demande.get(),
            "`servir` voit que `arret` est prêt",
            "`servir` n'a pas regardé `arret` depuis qu'il l'est",
            "`arret` est un future : il faut l'interroger tout le temps, avec le reste (une branche de chaque `select!`, et \
             rien d'attendu hors d'eux), sans quoi rien ne dit au serveur de s'arrêter"
        );
    }

    /// Attend que le serveur finisse, pas plus que cette durée ; rend son total, s'il y en a un.
    pub fn fin(&self, delai: Duration) -> Boite<'_, Option<u64>> {
        let fin = poll_fn(|_| match self.0.total.get() {
            Some(total) => Poll::Ready(total),
            None => Poll::Pending,
        });
        self.pendant(async move { timeout(delai, fin).await.ok() })
    }

    /// Laisse le serveur à lui-même pendant cette durée.
    pub fn laisser_passer(&self, duree: Duration) -> Boite<'_, ()> {
        self.pendant(sleep(duree))
    }

    /// Avance l'horloge de Tokio d'un bond, sans attendre.
    pub fn avancer(&self, duree: Duration) -> Boite<'_, ()> {
        Box::pin(async move {
            tokio::time::pause();
            self.bond(duree).await;
            tokio::time::resume();
        })
    }

    /// La même chose, horloge déjà arrêtée. Qui s'en trouve réveillé agit, et le réseau, qui ne suit pas cette horloge, a
    /// deux vraies millisecondes.
    pub(super) fn bond(&self, duree: Duration) -> Boite<'_, ()> {
        self.pendant(async move {
            advance(duree).await;
            let depart = std::time::Instant::now();
            while depart.elapsed() < ms(2) {
                yield_now().await;
            }
        })
    }

    /// Fait avancer tous ces clients ensemble.
    pub fn ensemble<'a>(&self, clients: Vec<Boite<'a, ()>>) -> Boite<'a, ()> {
        Box::pin(async {
            crate::ensemble(clients).await;
        })
    }

    /// Désormais, `accept` peut échouer : le serveur ne garde pas pour autant le thread plus que cette durée d'un trait.
    pub(super) fn limiter_les_tours(&self, tour_max: Duration) {
        self.0.tour_max.set(tour_max);
    }

    /// Combien de fois le serveur a demandé à être interrogé de nouveau.
    pub(super) fn reveils(&self) -> u32 {
        self.0.reveils.load(Ordering::Relaxed)
    }

    /// Quand le serveur doit avoir fini : [`ARRET_LENT`] après l'arrêt.
    pub(super) fn echeance(&self) -> Instant {
        let echeance = self.0.echeance.get();
        echeance.unwrap_or_else(|| Instant::now() + ARRET_LENT)
    }

    /// Attend cette opération d'un client, pendant laquelle le serveur avance.
    pub(super) fn pendant<'a, T: 'a>(
        &'a self,
        operation: impl Future<Output = T> + 'a,
    ) -> Boite<'a, T> {
        Box::pin(async move {
            // Sans le budget de Tokio : un serveur qui tourne à vide l'a épuisé pour toute la tâche.
            let mut operation = pin!(unconstrained(operation));
            poll_fn(|cx| {
                self.interroger(cx);
                operation.as_mut().poll(cx)
            })
            .await
        })
    }

    fn interroger(&self, cx: &Context<'_>) {
        let etat = &*self.0;
        let mut service = etat.service.borrow_mut();
        let Some(en_cours) = &mut *service else {
            return;
        };
        let reveil = Waker::from(Arc::new(Reveil {
            fois: Arc::clone(&etat.reveils),
            tache: cx.waker().clone(),
        }));
        let depart = std::time::Instant::now();
        let issue = en_cours.as_mut().poll(&mut Context::from_waker(&reveil));
        let passe = depart.elapsed();
        let tour_max = duree(etat.tour_max.get());
        exiger!(
            passe < etat.tour_max.get(),
            "pendant qu'`accept` échoue, le serveur rend le thread",
            "il l'a gardé plus de {tour_max} d'un trait",
            "{PISTE_THREAD_ENDORMI}"
        );
        if let Poll::Ready(total) = issue {
            *service = None;
            etat.total.set(Some(total));
        }
    }
}

/// Ce qu'il faut pour mettre un serveur en scène, quel que soit le sien.
struct Scene {
    adresse: SocketAddr,
    arret: oneshot::Sender<()>,
    suivi: Rc<Suivi>,
}

impl Scene {
    fn preparer() -> (Self, TcpListener, Arret) {
        let ecoute = ecouter();
        let adresse = ecoute.local_addr().expect("une écoute a une adresse");
        let (arret, attente) = oneshot::channel();
        let suivi = Rc::default();
        let signal = Arret {
            attente,
            suivi: Rc::clone(&suivi),
        };
        let scene = Scene {
            adresse,
            arret,
            suivi,
        };
        (scene, ecoute, signal)
    }

    fn lancer(self, service: Service) -> Serveur {
        let suivi = Rc::clone(&self.suivi);
        Serveur(Rc::new(Etat {
            adresse: self.adresse,
            service: RefCell::new(Some(Box::pin(tenir_parole(service, self.suivi)))),
            total: Cell::new(None),
            suivi,
            arret: Cell::new(Some(self.arret)),
            echeance: Cell::new(None),
            reveils: Arc::default(),
            tour_max: Cell::new(Duration::MAX),
        }))
    }
}

/// Une écoute à soi. Le système choisit son port.
fn ecouter() -> TcpListener {
    let ecoute = std::net::TcpListener::bind("127.0.0.1:0").and_then(|ecoute| {
        ecoute.set_nonblocking(true)?;
        TcpListener::from_std(ecoute)
    });
    ecoute.expect("la machine a une interface locale")
}

/// L'arrêt, tel que le serveur le reçoit : prêt une fois demandé.
pub struct Arret {
    attente: oneshot::Receiver<()>,
    suivi: Rc<Suivi>,
}

#[derive(Default)]
struct Suivi {
    /// L'arrêt a été vu.
    demande: Cell<bool>,
    /// Les fois où il a été interrogé depuis que le serveur a la main.
    interroge: Cell<u32>,
}

impl Future for Arret {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let pret = Pin::new(&mut self.attente).poll(cx).is_ready();
        let fois = self.suivi.interroge.get() + 1;
        self.suivi.interroge.set(fois);
        // Une boucle qui n'attend rien ne rendrait jamais la main : la seule issue est de l'arrêter.
        if !pret && fois < A_VIDE {
            return Poll::Pending;
        }
        self.suivi.demande.set(true);
        Poll::Ready(())
    }
}

/// Un réveil du serveur, compté avant d'être celui de la tâche du test.
struct Reveil {
    fois: Arc<AtomicU32>,
    tache: Waker,
}

impl Wake for Reveil {
    fn wake(self: Arc<Self>) {
        self.fois.fetch_add(1, Ordering::Relaxed);
        self.tache.wake_by_ref();
    }
}

/// La piste d'un serveur qui n'en finit pas, et n'a plus une tâche.
const PISTE_CANAL: &str = "l'arrêt est vu, et plus aucune tâche n'est en cours : il attend donc ce qui ne viendra plus. Un canal \
    dont il a lui-même gardé un émetteur (`tx`), par exemple, ne se ferme jamais : `drop(tx)` avant d'en attendre la fin";

thread_local! {
    /// Les serveurs de ce thread, donc de ce runtime, qui n'ont pas fini.
    static EN_SCENE: Cell<u32> = const { Cell::new(0) };
}

/// Un serveur qui n'a pas fini.
struct EnScene;

impl EnScene {
    fn entrer() -> Self {
        EN_SCENE.set(EN_SCENE.get() + 1);
        EnScene
    }

    fn est_seul(&self) -> bool {
        EN_SCENE.get() == 1
    }
}

impl Drop for EnScene {
    fn drop(&mut self) {
        EN_SCENE.set(EN_SCENE.get() - 1);
    }
}

/// Ce que tout serveur promet.
const ATTENDU: &str = "le serveur sert jusqu'à l'arrêt, puis rend un total";

/// Le total d'un service, qui n'a pas à finir avant l'arrêt, ni par une erreur, ni en laissant des tâches derrière lui.
async fn tenir_parole(service: Service, suivi: Rc<Suivi>) -> u64 {
    let en_scene = EnScene::entrer();
    let mut service = pin!(attraper(service));
    let issue = poll_fn(|cx| {
        suivi.interroge.set(0);
        let etat = service.as_mut().poll(cx);
        exiger!(
            suivi.interroge.get() < A_VIDE,
            "entre deux événements, `servir` attend",
            "sa boucle a fait {A_VIDE} tours sans attendre, alors que rien n'arrivait",
            "une branche de `select!` toujours prête fait tourner la boucle à vide : `join_next()` d'un `JoinSet` vide \
             rend `None` aussitôt, et le motif `Some(…) =` écarte alors cette branche"
        );
        etat
    })
    .await;
    let total = match issue {
        Ok(Ok(total)) => total,
        Ok(Err(erreur)) => echec!(
            "{ATTENDU}",
            "il a rendu une erreur : {erreur}",
            "un `?` sur `accept`, ou sur ce qui arrive à un client, arrête le serveur pour tous les autres : ces \
             erreurs-là se constatent, autant de fois qu'il y en a, et le serveur continue"
        ),
        Err(panique) => refuser_la_panique(&*panique),
    };
    exiger!(
        suivi.demande.get(),
        "{ATTENDU}",
        "il a rendu {total} avant que `arret` soit prêt",
        "le serveur accepte des clients en boucle, et seul `arret` en fait sortir"
    );
    // Les tâches d'un autre serveur du même test ne sont pas les siennes.
    if en_scene.est_seul() {
        exiger_sans_tache().await;
    }
    total
}

fn refuser_la_panique(panique: &(dyn Any + Send)) -> ! {
    let message = message_de(panique);
    let reinterroge = ["called after complete", "after completion"];
    let piste = if reinterroge.iter().any(|texte| message.contains(texte)) {
        "`arret` a été interrogé de nouveau après avoir été prêt : un future ne l'est qu'une fois, et ne doit plus revenir \
         ensuite dans un `select!` ni une boucle"
    } else if message.contains("MAX_PERMITS") {
        "`limites.connexions_max` peut être `usize::MAX`, et un `Semaphore` n'a jamais plus de `Semaphore::MAX_PERMITS` \
         places : borne le nombre que tu lui donnes"
    } else {
        "ce que fait un client, ou le système, ne mérite jamais un `unwrap` : le serveur continue"
    };
    echec!("{ATTENDU}", "il a paniqué : {message}", "{piste}")
}

/// Plus aucune tâche du runtime ne vit, si on laisse à celles qui finissent quelques tours pour le faire.
async fn exiger_sans_tache() {
    let taches = tokio::runtime::Handle::current().metrics();
    for _ in 0..20 {
        yield_now().await;
    }
    let restantes = taches.num_alive_tasks();
    exiger!(
        restantes == 0,
        "quand `servir` rend son total, toutes ses tâches sont finies",
        "il en reste {restantes} en cours",
        "une poignée lâchée détache sa tâche, qui continue sans personne : garde de quoi les attendre toutes, et \
         attends-les après `arret`"
    );
}
