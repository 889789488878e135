// Les étapes 1 et 2 rendent un bloc async, l'étape 3 est une `async fn`, ce qui revient au même vu de l'appelant.
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

fn telecharger_fichier(nom: &str) -> impl Future<Output = String> {
    async move {
        tokio::time::sleep(Duration::from_secs(1)).await;
        format!("contenu de {nom}")
    }
}

fn taille_totale(premier: &str, second: &str) -> impl Future<Output = usize> {
    async move {
        let premier = async { telecharger_fichier(premier).await.len() };
        let second = async { telecharger_fichier(second).await.len() };
        [premier.await, second.await].iter().sum()
    }
}

async fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> String {
    cuisine.fetch_add(1, Ordering::Relaxed);
    format!("{plat} prêt")
}

/// Le compte se lit à l'envers : on teste `restant`, on réveille, puis on descend.
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
        match &mut self.restant {
            0 => Poll::Ready("Décollage !"),
            restant => {
                cx.waker().wake_by_ref();
                *restant -= 1;
                Poll::Pending
            }
        }
    }
}

fn main() {}
