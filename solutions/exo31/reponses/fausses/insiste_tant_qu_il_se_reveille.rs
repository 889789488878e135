// faute   : un future qui se réveille pendant son `poll` est interrogé de nouveau aussitôt, et l'autre n'a jamais son tour
// message : sans que l'autre l'ait été une seule fois
// test    : etape1::un_future_peut_se_reveiller_pendant_qu_on_l_interroge

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use std::task::{Context, Poll, Wake, Waker};

struct Drapeau {
    leve: AtomicBool,
    parent: Waker,
}

impl Wake for Drapeau {
    fn wake(self: Arc<Self>) {
        self.leve.store(true, Ordering::SeqCst);
        self.parent.wake_by_ref();
    }
}

fn pousser<F: Future>(mut futur: std::pin::Pin<&mut F>, cx: &mut Context<'_>) -> Poll<F::Output> {
    let drapeau = Arc::new(Drapeau {
        leve: AtomicBool::new(false),
        parent: cx.waker().clone(),
    });
    let waker: Waker = drapeau.clone().into();
    loop {
        if let Poll::Ready(v) = futur.as_mut().poll(&mut Context::from_waker(&waker)) {
            return Poll::Ready(v);
        }
        if !drapeau.leve.swap(false, Ordering::SeqCst) {
            return Poll::Pending;
        }
    }
}

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let (mut a, mut b) = (std::pin::pin!(a), std::pin::pin!(b));
    let (mut va, mut vb) = (None, None);
    std::future::poll_fn(move |cx| {
        if va.is_none() {
            if let Poll::Ready(v) = pousser(a.as_mut(), cx) {
                va = Some(v)
            }
        }
        if vb.is_none() {
            if let Poll::Ready(v) = pousser(b.as_mut(), cx) {
                vb = Some(v)
            }
        }
        if va.is_some() && vb.is_some() {
            Poll::Ready((va.take().unwrap(), vb.take().unwrap()))
        } else {
            Poll::Pending
        }
    })
    .await
}
