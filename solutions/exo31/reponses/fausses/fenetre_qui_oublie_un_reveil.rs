// faute   : une fenêtre dans une seule tâche, et un drapeau par place, baissé après l'interrogation
// message : baisse-le avant de l'interroger
// test    : etape4::aucun_reveil_ne_se_perd

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

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let parent = Arc::new(Mutex::new(Waker::noop().clone()));
    let n = futures.len();
    let mut v: Vec<Option<T>> = (0..n).map(|_| None).collect();
    let mut file = futures.into_iter().enumerate();
    let mut places: Vec<(usize, Arc<Drapeau>, Pin<Box<F>>)> = Vec::new();
    std::future::poll_fn(|cx| {
        *parent.lock().unwrap() = cx.waker().clone();
        loop {
            while places.len() < limite.max(1) {
                match file.next() {
                    Some((i, f)) => places.push((
                        i,
                        Arc::new(Drapeau {
                            leve: AtomicBool::new(true),
                            parent: parent.clone(),
                        }),
                        Box::pin(f),
                    )),
                    None => break,
                }
            }
            if places.is_empty() {
                return Poll::Ready(());
            }
            let avant = places.len();
            places.retain_mut(|(i, drapeau, f)| {
                if !drapeau.leve.load(Ordering::SeqCst) {
                    return true;
                }
                let etat = f
                    .as_mut()
                    .poll(&mut Context::from_waker(&drapeau.clone().into()));
                drapeau.leve.store(false, Ordering::SeqCst);
                match etat {
                    Poll::Ready(x) => {
                        v[*i] = Some(x);
                        false
                    }
                    Poll::Pending => true,
                }
            });
            if places.len() == avant {
                return Poll::Pending;
            }
        }
    })
    .await;
    v.into_iter().flatten().collect()
}
