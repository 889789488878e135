// faute   : une tâche est lancée à l'appel, et retenue jusqu'à l'attente
// étape   : 3
// message : aucune tâche n'est partie
// test    : etape3::creer_la_commande_ne_demarre_rien

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

async fn telecharger_fichier(nom: &str) -> String {
    tokio::time::sleep(Duration::from_secs(1)).await;
    format!("contenu de {nom}")
}

async fn taille_totale(premier: &str, second: &str) -> usize {
    telecharger_fichier(premier).await.len() + telecharger_fichier(second).await.len()
}

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    let (commencer, attendue) = tokio::sync::oneshot::channel::<()>();
    let tache = tokio::spawn(async move {
        if attendue.await.is_err() {
            return String::new();
        }
        cuisine.fetch_add(1, Ordering::Relaxed);
        format!("{plat} prêt")
    });
    async move {
        let _ = commencer.send(());
        tache.await.expect("la commande ne panique pas")
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
