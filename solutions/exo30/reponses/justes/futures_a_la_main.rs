// Chaque valeur vient d'un future écrit à la main, machine à états comprise.
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, ready};
use tokio::time::{Duration, Sleep};

enum Telechargement<'a> {
    Cree(&'a str),
    EnCours(&'a str, Pin<Box<Sleep>>),
}

impl Future for Telechargement<'_> {
    type Output = String;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<String> {
        let this = self.get_mut();
        loop {
            match this {
                Telechargement::Cree(nom) => {
                    let attente = tokio::time::sleep(Duration::from_millis(1000));
                    *this = Telechargement::EnCours(nom, Box::pin(attente));
                }
                Telechargement::EnCours(nom, attente) => {
                    ready!(attente.as_mut().poll(cx));
                    return Poll::Ready(["contenu de ", nom].concat());
                }
            }
        }
    }
}

async fn telecharger_fichier(nom: &str) -> String {
    Telechargement::Cree(nom).await
}

struct Somme<'a> {
    total: usize,
    reste: Vec<Telechargement<'a>>,
}

impl Future for Somme<'_> {
    type Output = usize;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<usize> {
        while let Some(prochain) = self.reste.last_mut() {
            let contenu = ready!(Pin::new(prochain).poll(cx));
            self.total += contenu.len();
            self.reste.pop();
        }
        Poll::Ready(self.total)
    }
}

async fn taille_totale(premier: &str, second: &str) -> usize {
    let reste = vec![Telechargement::Cree(second), Telechargement::Cree(premier)];
    Somme { total: 0, reste }.await
}

struct Commande {
    plat: Option<String>,
    cuisine: Arc<AtomicU32>,
}

impl Future for Commande {
    type Output = String;

    fn poll(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<String> {
        let mut plat = self.plat.take().expect("interrogée une seule fois");
        self.cuisine.fetch_add(1, Ordering::AcqRel);
        plat.push_str(" prêt");
        Poll::Ready(plat)
    }
}

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    Commande {
        plat: Some(plat),
        cuisine,
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
        let this = self.get_mut();
        match this.restant.checked_sub(1) {
            None => Poll::Ready("Décollage !"),
            Some(moins_un) => {
                this.restant = moins_un;
                cx.waker().clone().wake();
                Poll::Pending
            }
        }
    }
}

fn main() {}
