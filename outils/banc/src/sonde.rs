//! Interroger un future à la main, sans runtime, et compter les réveils qu'il demande.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use crate::frise;

/// Un future que le test interroge lui-même. La frise de l'appel d'avant n'est plus la sienne.
pub struct Sonde<F> {
    futur: Pin<Box<F>>,
    reveils: Arc<Reveils>,
}

#[derive(Default)]
struct Reveils(AtomicUsize);

impl Wake for Reveils {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl<F: Future> Sonde<F> {
    /// Prend le future sans l'interroger.
    pub fn new(futur: F) -> Self {
        frise::reprendre();
        Sonde {
            futur: Box::pin(futur),
            reveils: Arc::default(),
        }
    }

    /// Interroge le future une fois.
    pub fn sonder(&mut self) -> Poll<F::Output> {
        let waker = Waker::from(Arc::clone(&self.reveils));
        self.futur.as_mut().poll(&mut Context::from_waker(&waker))
    }

    /// Combien de fois le future a demandé à être réinterrogé, depuis le début.
    pub fn reveils(&self) -> usize {
        self.reveils.0.load(Ordering::SeqCst)
    }
}
