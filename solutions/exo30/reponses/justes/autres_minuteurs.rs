// D'autres façons d'attendre, des futures créés d'avance, et des boîtes.
use std::future::{pending, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, interval, sleep_until, timeout};

async fn telecharger_fichier(nom: &str) -> String {
    let _ = timeout(Duration::from_millis(250), pending::<()>()).await;
    sleep_until(Instant::now() + Duration::from_millis(250)).await;
    let mut tics = interval(Duration::from_millis(50));
    for _ in 0..=10 {
        tics.tick().await;
    }
    String::from("contenu de ") + nom
}

async fn taille_totale(premier: &str, second: &str) -> usize {
    // Créés ensemble, mais attendus l'un après l'autre : un future créé n'est pas démarré.
    let futurs = [premier, second].map(telecharger_fichier);
    let mut total = 0;
    for futur in futurs {
        total += futur.await.bytes().count();
    }
    total
}

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    let attente: Pin<Box<dyn Future<Output = String> + Send>> = Box::pin(async move {
        let mut tours = 0;
        poll_fn(|cx| {
            tours += 1;
            cx.waker().wake_by_ref();
            if tours > 3 {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
        cuisine.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(5)).await;
        format!("{plat} prêt")
    });
    attente
}

struct CompteARebours {
    restant: u32,
}

impl CompteARebours {
    fn new(restant: u32) -> Self {
        Self { restant }
    }
}

impl Future for CompteARebours {
    type Output = &'static str;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.restant > 0 {
            let restant = &mut self.as_mut().get_mut().restant;
            *restant -= 1;
            // Un `yield_now` de passage ferait pareil : le réveil est demandé avant de rendre la main.
            let mut reveil = pin!(async {
                poll_fn(|cx| {
                    cx.waker().wake_by_ref();
                    Poll::Pending::<()>
                })
                .await
            });
            return reveil.as_mut().poll(cx).map(|()| "jamais");
        }
        Poll::Ready("Décollage !")
    }
}

fn main() {}
