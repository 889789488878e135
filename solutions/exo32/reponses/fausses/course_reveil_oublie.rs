// faute   : le drapeau du réveil est baissé après l'interrogation : un future qui se réveille pendant son `poll` est oublié
// message : baisse-le avant de l'interroger
// test    : etape1::aucun_reveil_ne_se_perd

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};
use std::task::{Context, Poll, Wake, Waker};

struct Cloche {
    sonnee: AtomicBool,
    maitre: Arc<Mutex<Waker>>,
}

impl Wake for Cloche {
    fn wake(self: Arc<Self>) {
        self.sonnee.store(true, Ordering::SeqCst);
        self.maitre.lock().unwrap().wake_by_ref();
    }
}

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    let maitre = Arc::new(Mutex::new(Waker::noop().clone()));
    let cloche = || {
        Arc::new(Cloche {
            sonnee: AtomicBool::new(true),
            maitre: maitre.clone(),
        })
    };
    let mut pistes: [(
        Gagnant,
        Arc<Cloche>,
        std::pin::Pin<Box<dyn Future<Output = ()> + '_>>,
    ); 2] = [
        (Gagnant::Lievre, cloche(), Box::pin(lievre)),
        (Gagnant::Tortue, cloche(), Box::pin(tortue)),
    ];
    std::future::poll_fn(|cx| {
        *maitre.lock().unwrap() = cx.waker().clone();
        for (g, c, f) in &mut pistes {
            if c.sonnee.load(Ordering::SeqCst) {
                let p = f.as_mut().poll(&mut Context::from_waker(&c.clone().into()));
                c.sonnee.store(false, Ordering::SeqCst);
                if p.is_ready() {
                    return Poll::Ready(*g);
                }
            }
        }
        Poll::Pending
    })
    .await
}
