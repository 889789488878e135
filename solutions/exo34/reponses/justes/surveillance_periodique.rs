// `JoinSet` et lecture dans un même `select!` ; le lecteur est surveillé toutes les 10 ms.
use std::collections::HashMap;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::{broadcast, mpsc, oneshot, watch};
async fn produire(tx: mpsc::Sender<u32>, n: u32) {
    for i in 0..n {
        if tx.send(i).await.is_err() {
            break;
        }
    }
}
async fn consommer(mut rx: mpsc::Receiver<u32>) -> Vec<u32> {
    let mut recus = Vec::new();
    while let Some(nombre) = rx.recv().await {
        recus.push(nombre);
    }
    recus
}

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, mut rx) = mpsc::channel(1);
    let mut v = vec![];
    let mut set = tokio::task::JoinSet::new();
    for p in 0..producteurs {
        let tx = tx.clone();
        set.spawn(async move {
            for m in 0..messages {
                let _ = tx.send((p, m)).await;
            }
        });
    }
    loop {
        tokio::select! {
            Some(x) = rx.recv() => v.push(x),
            r = set.join_next() => if r.is_none() { break },
        }
    }
    while let Ok(x) = rx.try_recv() {
        v.push(x)
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
    let mut table = HashMap::new();
    while let Some(commande) = rx.recv().await {
        match commande {
            Commande::Ecrire { cle, valeur } => {
                table.insert(cle, valeur);
            }
            Commande::Lire { cle, reponse } => {
                let _ = reponse.send(table.get(&cle).cloned());
            }
        }
    }
}

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    tokio::spawn(async move {
        let mut tic = tokio::time::interval(std::time::Duration::from_millis(10));
        loop {
            tokio::select! {
                _ = tic.tick() => if tx.is_closed() { return },
                r = entree.recv() => {
                    let Some(n) = r else { return };
                    if tx.send(n as u64 * n as u64).await.is_err() { return }
                }
            }
        }
    });
    rx
}
#[derive(Debug, Default, PartialEq, Eq)]
struct Journal {
    messages: Vec<String>,
    perdus: u64,
}

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    let ecoute = async {
        loop {
            match rx.recv().await {
                Ok(m) => journal.messages.push(m),
                Err(RecvError::Lagged(n)) => journal.perdus += n,
                Err(RecvError::Closed) => break,
            }
        }
    };
    let donne = async {
        let r = arret.wait_for(|d| *d).await.map(|_| ());
        match r {
            Ok(()) => (),
            Err(_) => std::future::pending().await,
        }
    };
    // `recv` abandonné ne perd rien : le canal se vide ensuite.
    tokio::select! {
        () = ecoute => return journal,
        () = donne => (),
    }
    loop {
        match rx.try_recv() {
            Ok(m) => journal.messages.push(m),
            Err(TryRecvError::Lagged(n)) => journal.perdus += n,
            Err(TryRecvError::Empty) | Err(TryRecvError::Closed) => break,
        }
    }
    journal
}

fn main() {}
