// faute   : le drapeau du réveil est baissé après l'interrogation : un future qui se réveille pendant son `poll` est oublié
// message : baisse-le avant de l'interroger
// test    : etape2::aucun_reveil_ne_se_perd

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};
use std::task::{Context, Poll, Wake, Waker};

struct Drapeau {
    leve: AtomicBool,
    parent: Mutex<Waker>,
}

impl Wake for Drapeau {
    fn wake(self: Arc<Self>) {
        self.leve.store(true, Ordering::SeqCst);
        self.parent.lock().unwrap().wake_by_ref();
    }
}

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    let (mut operation, mut minuteur) = (Box::pin(operation), Box::pin(sleep(limite)));
    let drapeau = Arc::new(Drapeau {
        leve: AtomicBool::new(true),
        parent: Mutex::new(Waker::noop().clone()),
    });
    std::future::poll_fn(move |cx| {
        *drapeau.parent.lock().unwrap() = cx.waker().clone();
        if drapeau.leve.load(Ordering::SeqCst) {
            let etat = operation
                .as_mut()
                .poll(&mut Context::from_waker(&drapeau.clone().into()));
            drapeau.leve.store(false, Ordering::SeqCst);
            if let Poll::Ready(valeur) = etat {
                return Poll::Ready(Some(valeur));
            }
        }
        minuteur.as_mut().poll(cx).map(|()| None)
    })
    .await
}
