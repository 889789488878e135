// faute   : prêt dès que `restant` arrive à zéro, un `Pending` de moins
// étape   : 4
// message : un tour trop tôt
// test    : etape4::pending_est_rendu_exactement_n_fois
// test    : etape4::deux_comptes_ne_se_melangent_pas

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
}

impl CompteARebours {
    fn new(restant: u32) -> Self {
        CompteARebours { restant }
    }
}

impl Future for CompteARebours {
    type Output = &'static str;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.restant = self.restant.saturating_sub(1);
        if self.restant == 0 {
            return Poll::Ready("Décollage !");
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

fn main() {}
