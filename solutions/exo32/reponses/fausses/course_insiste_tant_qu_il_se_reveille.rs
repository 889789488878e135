// faute   : un coureur qui se réveille pendant son `poll` est interrogé de nouveau aussitôt, et l'autre n'a jamais son tour
// message : sans que l'autre l'ait été une seule fois
// test    : etape1::aucun_reveil_ne_se_perd

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
        if let Poll::Ready(valeur) = futur.as_mut().poll(&mut Context::from_waker(&waker)) {
            return Poll::Ready(valeur);
        }
        if !drapeau.leve.swap(false, Ordering::SeqCst) {
            return Poll::Pending;
        }
    }
}

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    let (mut tortue, mut lievre) = (Box::pin(tortue), Box::pin(lievre));
    std::future::poll_fn(|cx| {
        if pousser(tortue.as_mut(), cx).is_ready() {
            return Poll::Ready(Gagnant::Tortue);
        }
        pousser(lievre.as_mut(), cx).map(|()| Gagnant::Lievre)
    })
    .await
}
