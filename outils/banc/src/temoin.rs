//! Témoins : un future ou une section de code dit ce qui lui arrive.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::thread;

use crate::frise::{self, Nom, Trace};
use crate::{Boite, echec};

/// Ce qui est arrivé au future confié à [`Temoin::autour`].
#[derive(Clone, Default)]
pub struct Temoin(Arc<Etat>);

#[derive(Default)]
struct Etat {
    nom: Option<Nom>,
    demarre: AtomicBool,
    fini: AtomicBool,
    lache: AtomicBool,
}

impl Temoin {
    /// Un témoin qui n'a encore rien vu.
    pub fn new() -> Self {
        Self::default()
    }

    /// De même ; ce qu'il verra sera dans la frise du test, sous ce nom.
    pub fn nomme(nom: &str) -> Self {
        Self::sous(Nom::Texte(nom.into()))
    }

    /// De même, sous ce nom suivi de ce numéro ; à employer pour des témoins par centaines.
    pub fn numerote(nom: &'static str, numero: usize) -> Self {
        Self::sous(Nom::Numero(nom, numero))
    }

    fn sous(nom: Nom) -> Self {
        Temoin(Arc::new(Etat {
            nom: Some(nom),
            ..Etat::default()
        }))
    }

    /// Le même future, dont ce témoin note la vie. Interrogé après sa fin, il fait échouer le test.
    pub fn autour<F: Future>(&self, futur: F) -> impl Future<Output = F::Output> + use<F> {
        self.observer(Box::pin(futur))
    }

    /// De même, d'un future déjà dans une boîte.
    pub fn autour_de<F>(&self, futur: Pin<Box<F>>) -> impl Future<Output = F::Output> + use<F>
    where
        F: Future + ?Sized,
    {
        self.observer(futur)
    }

    fn observer<F>(&self, futur: Pin<Box<F>>) -> Observe<F>
    where
        F: Future + ?Sized,
    {
        Observe {
            futur,
            vie: Vie::de(&self.0),
        }
    }

    /// Le future a été interrogé au moins une fois.
    pub fn a_demarre(&self) -> bool {
        self.0.demarre.load(Ordering::SeqCst)
    }

    /// Le future est allé au bout.
    pub fn a_fini(&self) -> bool {
        self.0.fini.load(Ordering::SeqCst)
    }

    /// Le future a été détruit, fini ou non.
    pub fn est_lache(&self) -> bool {
        self.0.lache.load(Ordering::SeqCst)
    }

    /// Le future a été détruit avant d'aller au bout.
    pub fn est_annule(&self) -> bool {
        self.est_lache() && !self.a_fini()
    }
}

/// Le même future, dont la frise du test montrera la vie, sous ce nom. Interrogé après sa fin, il dit ce qu'il aurait dit.
pub fn nommer<'a, T: 'a>(nom: &str, futur: Boite<'a, T>) -> Boite<'a, T> {
    let mut observe = Temoin::nomme(nom).observer(futur);
    observe.vie.exigeante = false;
    Box::pin(observe)
}

/// Ce qu'un témoin suit. Seul ce qui touche au future est générique : chaque test en compile autant qu'il a de futures.
struct Observe<F: ?Sized> {
    futur: Pin<Box<F>>,
    vie: Vie,
}

impl<F: Future + ?Sized> Future for Observe<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let Observe { vie, futur } = &mut *self;
        let interrogation = vie.interroger();
        let etape = futur.as_mut().poll(cx);
        interrogation.finir(etape.is_ready());
        etape
    }
}

/// La vie d'un future, pour son témoin et pour la frise.
struct Vie {
    etat: Arc<Etat>,
    trace: Option<Arc<Trace>>,
    demarre: bool,
    termine: bool,
    /// Une interrogation après la fin est un échec.
    exigeante: bool,
}

impl Vie {
    fn de(etat: &Arc<Etat>) -> Self {
        Vie {
            etat: Arc::clone(etat),
            trace: etat.nom.as_ref().and_then(frise::d_un_future),
            demarre: false,
            termine: false,
            exigeante: true,
        }
    }

    fn interroger(&mut self) -> Interrogation<'_> {
        if self.exigeante && self.etat.fini.load(Ordering::SeqCst) {
            refuser_une_fois_de_trop();
        }
        if !self.demarre {
            self.demarre = true;
            self.etat.demarre.store(true, Ordering::SeqCst);
            if let Some(trace) = &self.trace {
                trace.commence();
            }
        }
        Interrogation(self)
    }

    fn finit(&mut self) {
        self.termine = true;
        self.etat.fini.store(true, Ordering::SeqCst);
        if let Some(trace) = &self.trace {
            trace.finit(0);
        }
    }
}

/// Une interrogation en cours. Détruite sans être finie, c'est qu'une panique l'a traversée : elle seule sait quand, car ce
/// qui panique est parfois gardé longtemps par qui l'a attrapé.
struct Interrogation<'a>(&'a mut Vie);

impl Interrogation<'_> {
    fn finir(self, pret: bool) {
        if pret {
            self.0.finit();
        }
        std::mem::forget(self);
    }
}

impl Drop for Interrogation<'_> {
    fn drop(&mut self) {
        if let Some(trace) = &self.0.trace {
            trace.panique(0);
        }
    }
}

fn refuser_une_fois_de_trop() -> ! {
    echec!(
        "un future terminé n'est plus interrogé",
        "il l'a été de nouveau après avoir rendu sa valeur",
        "un future rendu `Ready` reste dans un `select!` ou une boucle : retire-le, ou sors de la boucle"
    )
}

impl Drop for Vie {
    fn drop(&mut self) {
        self.etat.lache.store(true, Ordering::SeqCst);
        // Finie, elle n'a plus rien à apprendre à la frise.
        if let (false, Some(trace)) = (self.termine, &self.trace) {
            trace.est_lachee();
        }
    }
}

/// Compte combien de sections sont en cours à la fois, et le plus qu'il y en ait eu.
#[derive(Clone, Default)]
pub struct Jauge(Arc<Niveaux>);

#[derive(Default)]
struct Niveaux {
    trace: Option<Arc<Trace>>,
    actuel: AtomicUsize,
    maximum: AtomicUsize,
}

/// Une section en cours, jusqu'à ce que cette valeur soit lâchée.
pub struct EnCours {
    niveaux: Arc<Niveaux>,
    /// Le rang de cette section dans la trace.
    rang: usize,
}

impl Jauge {
    /// Une jauge à zéro.
    pub fn new() -> Self {
        Self::default()
    }

    /// De même ; chaque section sera dans la frise du test, toutes sur une ligne, sous ce nom.
    pub fn nommee(nom: &str) -> Self {
        Jauge(Arc::new(Niveaux {
            trace: frise::d_une_section(nom),
            ..Niveaux::default()
        }))
    }

    /// Entre dans une section.
    #[must_use = "la section est en cours tant que cette valeur vit"]
    pub fn entrer(&self) -> EnCours {
        let niveau = self.0.actuel.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.maximum.fetch_max(niveau, Ordering::SeqCst);
        EnCours {
            rang: self.0.trace.as_ref().map_or(0, |trace| trace.commence()),
            niveaux: Arc::clone(&self.0),
        }
    }

    /// Nombre de sections en cours.
    pub fn actuel(&self) -> usize {
        self.0.actuel.load(Ordering::SeqCst)
    }

    /// Le plus grand nombre de sections qu'il y ait eu en cours à la fois.
    pub fn maximum(&self) -> usize {
        self.0.maximum.load(Ordering::SeqCst)
    }
}

impl Drop for EnCours {
    fn drop(&mut self) {
        self.niveaux.actuel.fetch_sub(1, Ordering::SeqCst);
        let Some(trace) = &self.niveaux.trace else {
            return;
        };
        if thread::panicking() {
            trace.panique(self.rang);
        } else {
            trace.finit(self.rang);
        }
    }
}
