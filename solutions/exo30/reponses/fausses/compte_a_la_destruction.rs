// faute   : compte dans `Drop`, donc aussi les commandes abandonnées
// étape   : 3
// message : ou à sa destruction (`Drop`)
// test    : etape3::une_commande_abandonnee_laisse_la_cuisine_intacte

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

struct Compteur(Arc<AtomicU32>);

impl Drop for Compteur {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    let compteur = Compteur(cuisine);
    async move {
        drop(compteur);
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
