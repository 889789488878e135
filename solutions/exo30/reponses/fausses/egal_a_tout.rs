// faute   : rend un type à soi, égal à tout, à la place de la taille
// compilateur : E0271
// message : usize

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

async fn telecharger_fichier(nom: &str) -> String {
    tokio::time::sleep(Duration::from_secs(1)).await;
    format!("contenu de {nom}")
}

struct Taille;

impl<T> PartialEq<T> for Taille {
    fn eq(&self, _: &T) -> bool {
        true
    }
}

impl std::fmt::Debug for Taille {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("taille")
    }
}

impl std::fmt::Display for Taille {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("taille")
    }
}

async fn taille_totale(premier: &str, second: &str) -> Taille {
    telecharger_fichier(premier).await;
    telecharger_fichier(second).await;
    Taille
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
