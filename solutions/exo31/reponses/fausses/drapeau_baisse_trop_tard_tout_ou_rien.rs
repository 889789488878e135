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
    parent: Arc<Mutex<Waker>>,
}

impl Wake for Drapeau {
    fn wake(self: Arc<Self>) {
        self.leve.store(true, Ordering::SeqCst);
        self.parent.lock().unwrap().wake_by_ref();
    }
}

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    let (mut a, mut b) = (Box::pin(a), Box::pin(b));
    let parent = Arc::new(Mutex::new(Waker::noop().clone()));
    let [da, db] = [(); 2].map(|()| {
        Arc::new(Drapeau {
            leve: AtomicBool::new(true),
            parent: parent.clone(),
        })
    });
    let (mut va, mut vb) = (None, None);
    std::future::poll_fn(|cx| {
        *parent.lock().unwrap() = cx.waker().clone();
        if va.is_none() && da.leve.load(Ordering::SeqCst) {
            let etat = a
                .as_mut()
                .poll(&mut Context::from_waker(&da.clone().into()));
            da.leve.store(false, Ordering::SeqCst);
            match etat {
                Poll::Ready(Ok(v)) => va = Some(v),
                Poll::Ready(Err(e)) => return Poll::Ready(Err(e)),
                _ => {}
            }
        }
        if vb.is_none() && db.leve.load(Ordering::SeqCst) {
            let etat = b
                .as_mut()
                .poll(&mut Context::from_waker(&db.clone().into()));
            db.leve.store(false, Ordering::SeqCst);
            match etat {
                Poll::Ready(Ok(v)) => vb = Some(v),
                Poll::Ready(Err(e)) => return Poll::Ready(Err(e)),
                _ => {}
            }
        }
        if va.is_some() && vb.is_some() {
            Poll::Ready(Ok((va.take().unwrap(), vb.take().unwrap())))
        } else {
            Poll::Pending
        }
    })
    .await
}
