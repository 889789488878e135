// faute   : le drapeau du réveil est baissé après l'interrogation : un future qui se réveille pendant son `poll` est oublié
// message : baisse-le avant de l'interroger
// test    : etape3::aucun_reveil_ne_se_perd

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

struct Drapeau {
    leve: AtomicBool,
    parent: Arc<Mutex<Waker>>,
}

impl Wake for Drapeau {
    fn wake(self: Arc<Self>) {
        self.leve.store(true, Ordering::SeqCst);
        self.parent.lock().unwrap().wake_by_ref();
    }
}

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let parent = Arc::new(Mutex::new(Waker::noop().clone()));
    let mut v: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    let mut f: Vec<(Arc<Drapeau>, Option<Pin<Box<F>>>)> = futures
        .into_iter()
        .map(|f| {
            (
                Arc::new(Drapeau {
                    leve: AtomicBool::new(true),
                    parent: parent.clone(),
                }),
                Some(Box::pin(f)),
            )
        })
        .collect();
    std::future::poll_fn(|cx| {
        *parent.lock().unwrap() = cx.waker().clone();
        let mut restent = false;
        for (i, (drapeau, place)) in f.iter_mut().enumerate() {
            if let Some(x) = place {
                if drapeau.leve.load(Ordering::SeqCst) {
                    let etat = x
                        .as_mut()
                        .poll(&mut Context::from_waker(&drapeau.clone().into()));
                    drapeau.leve.store(false, Ordering::SeqCst);
                    if let Poll::Ready(y) = etat {
                        v[i] = Some(y);
                        *place = None;
                    }
                }
            }
            restent |= place.is_some();
        }
        if restent {
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    })
    .await;
    v.into_iter().flatten().collect()
}
