// Attendue, et alors seulement, la commande confie son travail à un thread ordinaire.
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::interval;

async fn telecharger_fichier(nom: &str) -> String {
    let mut horloge = interval(Duration::from_secs(1));
    for _ in 0..2 {
        horloge.tick().await;
    }
    ["contenu de", nom].join(" ")
}

async fn taille_totale(premier: &str, second: &str) -> usize {
    let (octets, tailles) = mpsc::channel();
    for nom in [premier, second] {
        let contenu = telecharger_fichier(nom).await;
        octets.send(contenu.len()).expect("le receveur est là");
    }
    drop(octets);
    tailles.iter().sum()
}

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    async move {
        let (servir, servi) = oneshot::channel();
        thread::spawn(move || {
            cuisine.fetch_add(1, Ordering::SeqCst);
            servir.send(plat + " prêt")
        });
        servi.await.expect("le thread répond")
    }
}

struct CompteARebours {
    restant: u32,
}

impl CompteARebours {
    fn new(restant: u32) -> Self {
        CompteARebours { restant }
    }
}

impl Future for CompteARebours {
    type Output = &'static str;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<&'static str> {
        let restant = &mut self.get_mut().restant;
        let Some(moins_un) = restant.checked_sub(1) else {
            return Poll::Ready("Décollage !");
        };
        *restant = moins_un;
        cx.waker().clone().wake();
        Poll::Pending
    }
}

fn main() {}
