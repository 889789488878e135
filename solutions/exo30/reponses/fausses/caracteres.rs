// faute   : compte des caractères au lieu d'octets
// étape   : 2
// message : une lettre accentuée prend deux octets
// test    : etape2::les_tailles_se_comptent_en_octets

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
    telecharger_fichier(premier).await.chars().count()
        + telecharger_fichier(second).await.chars().count()
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
