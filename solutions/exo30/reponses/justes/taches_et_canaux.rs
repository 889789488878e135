// Le travail est confié à des tâches, mais seulement une fois le future attendu.
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

async fn telecharger_fichier(nom: &str) -> String {
    let (envoyer, recevoir) = oneshot::channel();
    let nom = nom.to_string();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let _ = envoyer.send(format!("contenu de {nom}"));
    });
    recevoir.await.unwrap()
}

async fn taille_totale(premier: &str, second: &str) -> usize {
    let (tx, mut rx) = mpsc::channel(1);
    let noms = [premier.to_owned(), second.to_owned()];
    let tache = tokio::spawn(async move {
        for nom in noms {
            tx.send(telecharger_fichier(&nom).await).await.unwrap();
        }
    });
    let mut octets = 0;
    while let Some(contenu) = rx.recv().await {
        octets += contenu.as_bytes().len();
    }
    tache.await.unwrap();
    octets
}

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    async move {
        tokio::task::yield_now().await;
        let tache = tokio::spawn(async move {
            tokio::task::yield_now().await;
            cuisine
                .fetch_update(SeqCst, SeqCst, |n| Some(n.wrapping_add(1)))
                .unwrap();
            plat + " prêt"
        });
        let texte = tache.await.unwrap();
        tokio::task::yield_now().await;
        texte
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

    // Réveille toujours, et même deux fois : seul compte qu'un réveil précède chaque `Pending`.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<&'static str> {
        cx.waker().wake_by_ref();
        let reponse = match self.restant {
            0 => Poll::Ready("Décollage !"),
            _ => Poll::Pending,
        };
        self.restant = self.restant.saturating_sub(1);
        cx.waker().wake_by_ref();
        reponse
    }
}

fn main() {}
