// Cède son tour à chaque tâche lancée et à chaque valeur reçue ; des jetons passent par un canal, et des poignées s'arrêtent d'elles-mêmes.

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    tokio::pin!(a, b);
    let mut recu = (None, None);
    loop {
        tokio::select! {
            biased;
            v = &mut b, if recu.1.is_none() => recu.1 = Some(v),
            v = &mut a, if recu.0.is_none() => recu.0 = Some(v),
            else => break,
        }
    }
    (recu.0.unwrap(), recu.1.unwrap())
}

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    let panne = std::cell::Cell::new(None::<E>);
    let cloche = tokio::sync::Notify::new();
    let (sa, sb) = (
        async {
            match a.await {
                Ok(v) => Some(v),
                Err(e) => {
                    panne.set(Some(e));
                    cloche.notify_one();
                    std::future::pending().await
                }
            }
        },
        async {
            match b.await {
                Ok(v) => Some(v),
                Err(e) => {
                    panne.set(Some(e));
                    cloche.notify_one();
                    std::future::pending().await
                }
            }
        },
    );
    tokio::select! {
        (Some(a), Some(b)) = async { tokio::join!(sa, sb) } => Ok((a, b)),
        () = cloche.notified() => Err(panne.take().unwrap()),
    }
}

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut taches = Vec::new();
    for futur in futures {
        taches.push(tokio::spawn(futur));
        tokio::task::yield_now().await;
    }
    let mut valeurs = Vec::new();
    for tache in taches {
        valeurs.push(
            tache
                .await
                .unwrap_or_else(|e| std::panic::resume_unwind(e.into_panic())),
        );
        tokio::task::yield_now().await;
    }
    valeurs
}

struct Tenue<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for Tenue<T> {
    fn drop(&mut self) {
        self.0.abort()
    }
}

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let places = limite.clamp(1, futures.len().max(1));
    let (rendre, mut prendre) = tokio::sync::mpsc::unbounded_channel::<()>();
    for _ in 0..places {
        rendre.send(()).unwrap();
    }
    struct Jeton(tokio::sync::mpsc::UnboundedSender<()>);
    impl Drop for Jeton {
        fn drop(&mut self) {
            let _ = self.0.send(());
        }
    }
    let mut tenues = Vec::new();
    for f in futures {
        prendre.recv().await;
        let j = Jeton(rendre.clone());
        tenues.push(Tenue(tokio::spawn(async move {
            let _j = j;
            f.await
        })));
    }
    let mut v = Vec::new();
    for t in &mut tenues {
        v.push(
            (&mut t.0)
                .await
                .unwrap_or_else(|e| std::panic::resume_unwind(e.into_panic())),
        );
    }
    v
}

fn main() {}
