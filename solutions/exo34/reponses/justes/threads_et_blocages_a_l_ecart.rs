// Des threads et `spawn_blocking` pour tout ce qui bloque.
use std::collections::HashMap;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task::spawn_blocking;

async fn produire(tx: mpsc::Sender<u32>, n: u32) {
    spawn_blocking(move || (0..n).all(|i| tx.blocking_send(i).is_ok()))
        .await
        .unwrap();
}

async fn consommer(mut rx: mpsc::Receiver<u32>) -> Vec<u32> {
    spawn_blocking(move || std::iter::from_fn(|| rx.blocking_recv()).collect())
        .await
        .unwrap()
}

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, mut rx) = mpsc::channel(3);
    // Peu de threads, et plusieurs producteurs chacun.
    for thread in 0..4 {
        let tx = tx.clone();
        std::thread::spawn(move || {
            for producteur in (0..producteurs).filter(|numero| numero % 4 == thread) {
                for message in 0..messages {
                    let _ = tx.blocking_send((producteur, message));
                }
            }
        });
    }
    drop(tx);
    let mut paires = Vec::new();
    while let Some(paire) = rx.recv().await {
        paires.push(paire);
    }
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
    let (fini, attente) = oneshot::channel();
    std::thread::spawn(move || {
        let mut table = HashMap::new();
        while let Some(commande) = rx.blocking_recv() {
            match commande {
                Commande::Ecrire { cle, valeur } => {
                    table.insert(cle, valeur);
                }
                Commande::Lire { cle, reponse } => {
                    let _ = reponse.send(table.get(&cle).cloned());
                }
            }
        }
        let _ = fini.send(());
    });
    let _ = attente.await;
}

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    let runtime = tokio::runtime::Handle::current();
    spawn_blocking(move || {
        loop {
            let recu = runtime.block_on(async {
                tokio::select! {
                    recu = entree.recv() => recu,
                    () = tx.closed() => None,
                }
            });
            let Some(nombre) = recu else { return };
            if tx
                .blocking_send(u64::from(nombre) * u64::from(nombre))
                .is_err()
            {
                return;
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
    let runtime = tokio::runtime::Handle::current();
    let ecoute = spawn_blocking(move || {
        let mut journal = Journal::default();
        loop {
            let recu = runtime.block_on(async {
                tokio::select! {
                    biased;
                    recu = rx.recv() => recu,
                    Ok(_) = arret.wait_for(|donne| *donne) => Err(broadcast::error::RecvError::Closed),
                }
            });
            match recu {
                Ok(message) => journal.messages.push(message),
                Err(broadcast::error::RecvError::Lagged(n)) => journal.perdus += n,
                Err(broadcast::error::RecvError::Closed) => return journal,
            }
        }
    });
    ecoute.await.unwrap()
}

fn main() {}
