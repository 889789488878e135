//! Couper un appel là où Tokio oblige une tâche à rendre la main, et glisser un autre appel dans la coupure, comme le ferait
//! un autre thread.

use std::cell::RefCell;
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
