// faute   : réveille le waker du premier `poll`
// étape   : 4
// message : réveille l'ancienne
// test    : etape4::le_waker_reveille_est_celui_du_dernier_appel

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
    async move {
        cuisine.fetch_add(1, Ordering::Relaxed);
        format!("{plat} prêt")
    }
}

struct CompteARebours {
    restant: u32,
    waker: Option<std::task::Waker>,
}

impl CompteARebours {
    fn new(restant: u32) -> Self {
        CompteARebours {
            restant,
            waker: None,
        }
    }
}

impl Future for CompteARebours {
    type Output = &'static str;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.restant == 0 {
            return Poll::Ready("Décollage !");
        }
        self.restant -= 1;
        let waker = self.waker.get_or_insert_with(|| cx.waker().clone());
        waker.wake_by_ref();
        Poll::Pending
    }
}

fn main() {}
