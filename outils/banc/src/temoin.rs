//! Témoins : un future ou une section de code dit ce qui lui arrive.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};

use crate::echec;

/// Ce qui est arrivé au future confié à [`Temoin::autour`].
#[derive(Clone, Default)]
pub struct Temoin(Arc<Etat>);

#[derive(Default)]
struct Etat {
    demarre: AtomicBool,
    fini: AtomicBool,
    lache: AtomicBool,
}

impl Temoin {
    /// Un témoin qui n'a encore rien vu.
    pub fn new() -> Self {
        Self::default()
    }

    /// Le même future, dont ce témoin note la vie. Interrogé après sa fin, il fait échouer le test.
    pub fn autour<F: Future>(&self, futur: F) -> impl Future<Output = F::Output> + use<F> {
        Observe {
            futur: Box::pin(futur),
            etat: Arc::clone(&self.0),
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

struct Observe<F> {
    futur: Pin<Box<F>>,
    etat: Arc<Etat>,
}

impl<F: Future> Future for Observe<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        if self.etat.fini.load(Ordering::SeqCst) {
            echec!(
                "un future terminé n'est plus interrogé",
                "il l'a été de nouveau après avoir rendu sa valeur",
                "un future rendu `Ready` reste dans un `select!` ou une boucle : retire-le, ou sors de la boucle"
            );
        }
        self.etat.demarre.store(true, Ordering::SeqCst);
        let etape = self.futur.as_mut().poll(cx);
        if etape.is_ready() {
            self.etat.fini.store(true, Ordering::SeqCst);
        }
        etape
    }
}

impl<F> Drop for Observe<F> {
    fn drop(&mut self) {
        self.etat.lache.store(true, Ordering::SeqCst);
    }
}

/// Compte combien de sections sont en cours à la fois, et le plus qu'il y en ait eu.
#[derive(Clone, Default)]
pub struct Jauge(Arc<Niveaux>);

#[derive(Default)]
struct Niveaux {
    actuel: AtomicUsize,
    maximum: AtomicUsize,
}

/// Une section en cours, jusqu'à ce que cette valeur soit lâchée.
pub struct EnCours(Arc<Niveaux>);

impl Jauge {
    /// Une jauge à zéro.
    pub fn new() -> Self {
        Self::default()
    }

    /// Entre dans une section.
    #[must_use = "la section est en cours tant que cette valeur vit"]
    pub fn entrer(&self) -> EnCours {
        let niveau = self.0.actuel.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.maximum.fetch_max(niveau, Ordering::SeqCst);
        EnCours(Arc::clone(&self.0))
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
        self.0.actuel.fetch_sub(1, Ordering::SeqCst);
    }
}
