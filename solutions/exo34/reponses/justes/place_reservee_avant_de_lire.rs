// L'étage réserve sa place avant de lire.

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
    let (tx, mut rx) = mpsc::channel(8);
    for producteur in 0..producteurs {
        let tx = tx.clone();
        tokio::spawn(async move {
            for message in 0..messages {
                let _ = tx.send((producteur, message)).await;
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
        while let Ok(place) = tx.reserve().await {
            let nombre = tokio::select! {
                nombre = entree.recv() => nombre,
                () = tx.closed() => None,
            };
            match nombre {
                Some(nombre) => place.send(u64::from(nombre).pow(2)),
                None => break,
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
    loop {
        let recu = tokio::select! {
            Ok(_) = arret.wait_for(|donne| *donne) => break,
            recu = rx.recv() => recu,
        };
        match recu {
            Ok(message) => journal.messages.push(message),
            Err(RecvError::Lagged(n)) => journal.perdus += n,
            Err(RecvError::Closed) => return journal,
        }
    }
    loop {
        match rx.try_recv() {
            Ok(message) => journal.messages.push(message),
            Err(TryRecvError::Lagged(n)) => journal.perdus += n,
            Err(_) => return journal,
        }
    }
}

fn main() {}
