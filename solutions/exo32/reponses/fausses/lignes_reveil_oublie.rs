// faute   : le drapeau du réveil est baissé après l'interrogation : un future qui se réveille pendant son `poll` est oublié
// message : baisse-le avant de l'interroger
// test    : etape5::battements::aucun_reveil_ne_se_perd

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

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut lecture = Box::pin(async {
        let mut recues = Vec::new();
        let mut lignes = flux.lines();
        while let Some(ligne) = lignes.next_line().await? {
            recues.push(ligne)
        }
        io::Result::Ok(recues)
    });
    let drapeau = Arc::new(Drapeau {
        leve: AtomicBool::new(true),
        parent: Mutex::new(Waker::noop().clone()),
    });
    let mut pas = std::future::poll_fn(move |cx| {
        *drapeau.parent.lock().unwrap() = cx.waker().clone();
        if !drapeau.leve.load(Ordering::SeqCst) {
            return Poll::Pending;
        }
        let etat = lecture
            .as_mut()
            .poll(&mut Context::from_waker(&drapeau.clone().into()));
        drapeau.leve.store(false, Ordering::SeqCst);
        etat
    });
    let mut horloge = interval(periode);
    horloge.tick().await;
    loop {
        tokio::select! {
            issue = &mut pas => return issue,
            _ = horloge.tick() => battement(),
        }
    }
}
