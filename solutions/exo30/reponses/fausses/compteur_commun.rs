// faute   : compte dans un `static` commun à tous les comptes
// étape   : 4
// message : compteur commun à tous
// test    : etape4::un_compte_immense_avance_aussi_d_un_cran

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

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        static TOURS: AtomicU32 = AtomicU32::new(0);
        if TOURS.fetch_add(1, Ordering::SeqCst) >= self.restant {
            TOURS.store(0, Ordering::SeqCst);
            return Poll::Ready("Décollage !");
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

fn main() {}
