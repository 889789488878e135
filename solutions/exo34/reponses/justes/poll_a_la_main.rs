// Des `poll` écrits à la main, et aucun `select!`.
use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use tokio::sync::{broadcast, mpsc, oneshot, watch};

async fn produire(tx: mpsc::Sender<u32>, n: u32) {
    let mut nombres = 0..n;
    while let Some(nombre) = nombres.next() {
        tokio::task::yield_now().await;
        match tx.try_send(nombre) {
            Ok(()) => {}
            Err(mpsc::error::TrySendError::Closed(_)) => return,
            Err(mpsc::error::TrySendError::Full(nombre)) => {
                if tx.send(nombre).await.is_err() {
                    return;
                }
            }
        }
    }
}

struct Consommer {
    rx: mpsc::Receiver<u32>,
    recus: Vec<u32>,
}

impl Future for Consommer {
    type Output = Vec<u32>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Vec<u32>> {
        loop {
            match self.rx.poll_recv(cx) {
                Poll::Ready(Some(nombre)) => self.recus.push(nombre),
                Poll::Ready(None) => return Poll::Ready(std::mem::take(&mut self.recus)),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

async fn consommer(rx: mpsc::Receiver<u32>) -> Vec<u32> {
    let recus = Vec::new();
    Consommer { rx, recus }.await
}

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, mut rx) = mpsc::channel(2);
    let taches: Vec<_> = (0..producteurs)
        .map(|producteur| {
            let tx = tx.clone();
            tokio::spawn(async move {
                for message in 0..messages {
                    let _ = tx.send((producteur, message)).await;
                }
            })
        })
        .collect();
    drop(tx);
    let mut paires = Vec::new();
    while let Some(paire) = poll_fn(|cx| rx.poll_recv(cx)).await {
        paires.insert(0, paire);
    }
    for tache in taches {
        tache.await.unwrap();
    }
    paires.reverse();
    paires
}

enum Commande {
    Ecrire {
        cle: String,
        valeur: String,
    },
    Lire {
        cle: String,
        reponse: oneshot::Sender<Option<String>>,
    },
}

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let mut table = HashMap::<String, String>::new();
    poll_fn(|cx| {
        while let Poll::Ready(commande) = rx.poll_recv(cx) {
            match commande {
                None => return Poll::Ready(()),
                Some(Commande::Ecrire { cle, valeur }) => *table.entry(cle).or_default() = valeur,
                Some(Commande::Lire { cle, reponse }) => {
                    reponse.send(table.get(&cle).map(String::clone)).ok();
                }
            }
        }
        Poll::Pending
    })
    .await
}

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    tokio::spawn(async move {
        loop {
            let suivant = {
                let mut ferme = pin!(tx.closed());
                poll_fn(|cx| match ferme.as_mut().poll(cx) {
                    Poll::Ready(()) => Poll::Ready(None),
                    Poll::Pending => entree.poll_recv(cx),
                })
                .await
            };
            let Some(nombre) = suivant else { return };
            let carre = nombre as u64 * nombre as u64;
            let Ok(()) = tx.send(carre).await else { return };
        }
    });
    rx
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Journal {
    messages: Vec<String>,
    perdus: u64,
}

/// L'arrêt donné, ou rien du tout.
async fn arret_donne(mut arret: watch::Receiver<bool>) {
    while !*arret.borrow_and_update() {
        if arret.changed().await.is_err() {
            std::future::pending().await
        }
    }
}

async fn ecouter(mut rx: broadcast::Receiver<String>, arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    let mut arret = pin!(arret_donne(arret));
    loop {
        let recu = {
            let mut recv = pin!(rx.recv());
            poll_fn(|cx| match recv.as_mut().poll(cx) {
                Poll::Ready(recu) => Poll::Ready(Some(recu)),
                Poll::Pending => arret.as_mut().poll(cx).map(|()| None),
            })
            .await
        };
        match recu {
            Some(Ok(message)) => journal.messages.push(message),
            Some(Err(broadcast::error::RecvError::Lagged(n))) => journal.perdus += n,
            Some(Err(broadcast::error::RecvError::Closed)) | None => return journal,
        }
    }
}

fn main() {}
