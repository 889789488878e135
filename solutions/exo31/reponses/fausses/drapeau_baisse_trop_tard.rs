// faute   : le drapeau du réveil est baissé après l'interrogation : un future qui se réveille pendant son `poll` est oublié
// message : baisse-le avant de l'interroger
// test    : etape1::un_future_peut_se_reveiller_pendant_qu_on_l_interroge

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

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let (mut a, mut b) = (std::pin::pin!(a), std::pin::pin!(b));
    let parent = Arc::new(Mutex::new(Waker::noop().clone()));
    let [da, db] = [(); 2].map(|()| {
        Arc::new(Drapeau {
            leve: AtomicBool::new(true),
            parent: parent.clone(),
        })
    });
    let (mut va, mut vb) = (None, None);
    std::future::poll_fn(move |cx| {
        *parent.lock().unwrap() = cx.waker().clone();
        if va.is_none() && da.leve.load(Ordering::SeqCst) {
            if let Poll::Ready(v) = a
                .as_mut()
                .poll(&mut Context::from_waker(&da.clone().into()))
            {
                va = Some(v)
            }
            da.leve.store(false, Ordering::SeqCst);
        }
        if vb.is_none() && db.leve.load(Ordering::SeqCst) {
            if let Poll::Ready(v) = b
                .as_mut()
                .poll(&mut Context::from_waker(&db.clone().into()))
            {
                vb = Some(v)
            }
            db.leve.store(false, Ordering::SeqCst);
        }
        if va.is_some() && vb.is_some() {
            Poll::Ready((va.take().unwrap(), vb.take().unwrap()))
        } else {
            Poll::Pending
        }
    })
    .await
}
