// L'attente se fait dans une tâche, par pas de 10 ms ; la taille d'un texte est celle de ce qu'il désigne ; chaque `poll`
// réveille un waker qu'il a recopié.
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

async fn telecharger_fichier(nom: &str) -> String {
    let attente = tokio::spawn(async {
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    attente.await.expect("l'attente va au bout");
    ["contenu de ", nom].concat()
}

async fn taille_totale(premier: &str, second: &str) -> usize {
    let mut total = 0;
    for nom in [premier, second] {
        let contenu = telecharger_fichier(nom).await;
        total += size_of_val(contenu.as_str());
    }
    total
}

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    async move {
        tokio::task::yield_now().await;
        cuisine.fetch_add(1, Ordering::AcqRel);
        plat + " prêt"
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
        match self.restant.checked_sub(1) {
            None => Poll::Ready("Décollage !"),
            Some(moins) => {
                self.restant = moins;
                cx.waker().clone().wake();
                Poll::Pending
            }
        }
    }
}

fn main() {}
