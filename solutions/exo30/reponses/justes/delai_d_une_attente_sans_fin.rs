// Une seconde attendue comme le délai d'une attente sans fin.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

async fn telecharger_fichier(nom: &str) -> String {
    let _ = tokio::time::timeout(Duration::from_secs(1), std::future::pending::<()>()).await;
    ["contenu de ", nom].concat()
}

// Sans l'étape 1 : une faute qui y est ne se voit pas ici.
async fn taille_totale(premier: &str, second: &str) -> usize {
    tokio::time::sleep(Duration::from_secs(1)).await;
    let premier = format!("contenu de {premier}");
    tokio::time::sleep(Duration::from_secs(1)).await;
    premier.len() + format!("contenu de {second}").len()
}

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    async move {
        cuisine.fetch_add(1, Ordering::Relaxed);
        format!("{plat} prêt")
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

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.restant == 0 {
            return Poll::Ready("Décollage !");
        }
        self.restant -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

fn main() {}
