// faute   : le drapeau du réveil est baissé après l'interrogation : un future qui se réveille pendant son `poll` est oublié
// message : baisse-le avant de l'interroger
// test    : etape4::aucun_reveil_ne_se_perd

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

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let mut travail = Box::pin(travail);
    let drapeau = Arc::new(Drapeau {
        leve: AtomicBool::new(true),
        parent: Mutex::new(Waker::noop().clone()),
    });
    let mut pas = std::future::poll_fn(move |cx| {
        *drapeau.parent.lock().unwrap() = cx.waker().clone();
        if !drapeau.leve.load(Ordering::SeqCst) {
            return Poll::Pending;
        }
        let etat = travail
            .as_mut()
            .poll(&mut Context::from_waker(&drapeau.clone().into()));
        drapeau.leve.store(false, Ordering::SeqCst);
        etat
    });
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut numero = 0;
    loop {
        tokio::select! {
            valeur = &mut pas => return valeur,
            _ = horloge.tick() => {
                numero += 1;
                signaler(numero);
            }
        }
    }
}
