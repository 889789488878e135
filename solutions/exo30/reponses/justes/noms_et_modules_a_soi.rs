// Des éléments privés qui portent les noms que les tests emploient aussi.
use std::pin::*;
use std::sync::atomic::*;
use std::sync::*;
use std::task::*;
use std::time::*;

macro_rules! exiger {
    () => {};
}
macro_rules! exiger_egal {
    () => {};
}
macro_rules! echec {
    () => {};
}
macro_rules! pin {
    () => {};
}
macro_rules! ready {
    () => {};
}

type Result<T> = std::result::Result<T, String>;

const UNE_SECONDE: u64 = 1;

mod reseau {
    pub(crate) async fn attendre(secondes: u64) -> crate::Result<()> {
        Ok(tokio::time::sleep(crate::Duration::from_secs(secondes)).await)
    }
}

macro_rules! assert_eq {
    ($($t:tt)*) => {
        compile_error!("celle-ci n'est pas celle de std")
    };
}

fn ms(n: u32) -> u32 {
    n
}

struct Sonde;

async fn attendre(nom: &str) -> String {
    reseau::attendre(UNE_SECONDE).await.unwrap();
    format!("contenu de {}", nom)
}

async fn telecharger_fichier(nom: &str) -> String {
    crate::attendre(nom).await
}

async fn taille_totale(premier: &str, second: &str) -> usize {
    let contenu = attendre(premier).await + &attendre(second).await;
    contenu.len()
}

fn lire(cuisine: &Arc<AtomicU32>) -> u32 {
    cuisine.fetch_add(ms(1), Ordering::Relaxed)
}

async fn cuisine(plat: String, compteur: Arc<AtomicU32>) -> String {
    lire(&compteur);
    plat + " prêt"
}

fn preparer_commande(
    plat: String,
    compteur: Arc<AtomicU32>,
) -> impl Future<Output = String> + Send {
    cuisine(plat, compteur)
}

struct CompteARebours {
    restant: u32,
}

impl CompteARebours {
    fn new(restant: u32) -> Self {
        CompteARebours { restant }
    }

    fn descendre(&mut self) -> Option<u32> {
        self.restant = self.restant.checked_sub(1)?;
        Some(self.restant)
    }
}

impl Future for CompteARebours {
    type Output = &'static str;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(_) = self.descendre() else {
            return Poll::Ready("Décollage !");
        };
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    #[test]
    fn le_mien() {
        std::assert_eq!(super::ms(1), 1);
    }
}
