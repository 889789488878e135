//! Glisser un appel au milieu d'un autre, comme le ferait un autre thread : là où Tokio oblige une tâche à rendre la main,
//! ou là où l'autre le réveille.

use std::cell::RefCell;
use std::marker::PhantomData;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

use tokio::task::coop::consume_budget;
use tokio::task::yield_now;

use crate::Boite;

/// Interroge `appel` une fois, alors que sa tâche a déjà épuisé `operations` des 128 que Tokio lui laisse avant de la
/// couper ; s'il l'est, interroge `autre` à ce moment même. Rend ceux des deux qui n'ont pas fini.
///
/// À appeler du corps d'un test à plusieurs threads : hors des threads du runtime, Tokio demande le réveil au moment où il
/// coupe la tâche, et non une fois qu'elle a rendu la main.
pub fn couper(
    mut appel: Boite<'static, ()>,
    autre: Boite<'static, ()>,
    operations: u32,
) -> Boite<'static, Vec<Boite<'static, ()>>> {
    Box::pin(async move {
        INTERCALE.set(Some(autre));
        yield_now().await;
        for _ in 0..operations {
            consume_budget().await;
        }
        let crochet = Waker::from(Arc::new(Crochet));
        let etat = appel.as_mut().poll(&mut Context::from_waker(&crochet));
        let mut restants = Vec::new();
        if etat.is_pending() {
            restants.push(appel);
        }
        restants.extend(INTERCALE.take());
        restants
    })
}

thread_local! {
    /// L'appel à interroger au prochain réveil demandé au [`Crochet`].
    static INTERCALE: RefCell<Option<Boite<'static, ()>>> = const { RefCell::new(None) };
}

/// Un réveil qui interroge l'appel intercalé.
struct Crochet;

impl Wake for Crochet {
    fn wake(self: Arc<Self>) {
        // Pris d'abord : interrogé, il peut réveiller à son tour.
        let intercale = INTERCALE.take();
        if let Some(mut intercale) = intercale {
            let mut contexte = Context::from_waker(Waker::noop());
            if intercale.as_mut().poll(&mut contexte).is_pending() {
                INTERCALE.set(Some(intercale));
            }
        }
    }
}

/// Un appel qui reprend au moment même où quelque chose le réveille, de l'intérieur de ce qui le réveille : là où un verrou
/// se rend, là où une notification part. Un par thread à la fois.
pub struct AuReveil {
    /// L'appel est à ce thread.
    _ici: PhantomData<*const ()>,
}

impl AuReveil {
    /// Interroge l'appel une première fois.
    pub fn interroger(appel: Boite<'static, ()>) -> Self {
        EN_ATTENTE.set(Some(appel));
        Arc::new(Reprise).wake();
        AuReveil { _ici: PhantomData }
    }

    /// L'appel, s'il n'a pas fini.
    pub fn reprendre(self) -> Option<Boite<'static, ()>> {
        EN_ATTENTE.take()
    }
}

impl Drop for AuReveil {
    fn drop(&mut self) {
        EN_ATTENTE.take();
    }
}

thread_local! {
    /// L'appel de l'[`AuReveil`] de ce thread, tant qu'il n'a pas fini.
    static EN_ATTENTE: RefCell<Option<Boite<'static, ()>>> = const { RefCell::new(None) };
}

/// Le réveil de l'appel d'un [`AuReveil`], qui l'interroge sur-le-champ.
struct Reprise;

impl Wake for Reprise {
    fn wake(self: Arc<Self>) {
        // Pris d'abord : un appel qui se réveille pendant qu'on l'interroge n'est pas interrogé dans lui-même.
        let Some(mut appel) = EN_ATTENTE.take() else {
            return;
        };
        let waker = Waker::from(self);
        if appel
            .as_mut()
            .poll(&mut Context::from_waker(&waker))
            .is_pending()
        {
            EN_ATTENTE.set(Some(appel));
        }
    }
}
