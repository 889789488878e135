// Une tâche par envoi mais une à la fois, `Rc` et `RefCell`, `yield_now` partout.
use std::collections::HashMap;
use tokio::sync::{broadcast, mpsc, oneshot, watch};

async fn produire(tx: mpsc::Sender<u32>, n: u32) {
    if n == 0 {
        return;
    }
    let mut tx = Some(tx);
    for i in 0..n {
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
        let t = tx.take().unwrap();
        match tokio::spawn(async move {
            let r = t.send(i).await;
            (t, r)
        })
        .await
        {
            Ok((t, Ok(()))) => tx = Some(t),
            _ => return,
        }
    }
}
async fn consommer(rx: mpsc::Receiver<u32>) -> Vec<u32> {
    tokio::spawn(async move {
        let mut rx = rx;
        let mut v = vec![];
        while let Some(x) = rx.recv().await {
            v.push(x);
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
        }
        v
    })
    .await
    .unwrap()
}
async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, mut rx) = mpsc::unbounded_channel();
    let mut h = vec![];
    for p in 0..producteurs {
        let tx = tx.clone();
        h.push(tokio::spawn(async move {
            for m in 0..messages {
                tx.send((p, m)).unwrap();
                tokio::task::yield_now().await;
            }
        }));
    }
    for h in h {
        h.await.unwrap();
    }
    drop(tx);
    let mut v = vec![];
    while let Some(x) = rx.recv().await {
        v.push(x);
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
    }
    v
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
    let table = std::rc::Rc::new(std::cell::RefCell::new(HashMap::new()));
    loop {
        let c = match rx.recv().await {
            Some(c) => c,
            None => break,
        };
        tokio::task::yield_now().await;
        match c {
            Commande::Ecrire { cle, valeur } => {
                table.borrow_mut().insert(cle, valeur);
            }
            Commande::Lire { cle, reponse } => {
                if !reponse.is_closed() {
                    let _ = reponse.send(table.borrow().get(&cle).cloned());
                }
            }
        }
        tokio::task::yield_now().await;
    }
}
fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    tokio::spawn(async move {
        let travail = async {
            while let Some(n) = entree.recv().await {
                for _ in 0..5 {
                    tokio::task::yield_now().await;
                }
                if tx.send(n as u64 * n as u64).await.is_err() {
                    break;
                }
            }
        };
        tokio::select! { _ = travail => {} _ = tx.closed() => {} }
    });
    rx
}
#[derive(Debug, Default, PartialEq, Eq)]
struct Journal {
    messages: Vec<String>,
    perdus: u64,
}

async fn ecouter(rx: broadcast::Receiver<String>, arret: watch::Receiver<bool>) -> Journal {
    // Une tâche écoute, une autre guette l'arrêt ; un `oneshot` porte la nouvelle.
    let (fin, mut fini) = oneshot::channel::<()>();
    let guet = tokio::spawn(async move {
        let mut a = arret;
        if a.wait_for(|x| *x).await.is_ok() {
            let _ = fin.send(());
        } else {
            std::future::pending::<()>().await;
        }
    });
    let e = tokio::spawn(async move {
        let mut rx = rx;
        let mut j = Journal::default();
        loop {
            tokio::task::yield_now().await;
            tokio::select! {
                biased;
                r = rx.recv() => match r {
                    Ok(m) => j.messages.push(m),
                    Err(broadcast::error::RecvError::Lagged(n)) => j.perdus = j.perdus.saturating_add(n),
                    Err(_) => return j,
                },
                _ = &mut fini => return j,
            }
        }
    });
    let j = e.await.unwrap();
    guet.abort();
    j
}

fn main() {}
