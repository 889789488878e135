// Des tâches locales (`LocalSet`) pour collecter, et une liste partagée sans verrou.
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
    let paires = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let locales = tokio::task::LocalSet::new();
    let lecture = locales.run_until(async {
        let (tx, mut rx) = mpsc::channel(2);
        for producteur in 0..producteurs {
            let tx = tx.clone();
            tokio::task::spawn_local(async move {
                for message in 0..messages {
                    if tx.send((producteur, message)).await.is_err() {
                        return;
                    }
                }
            });
        }
        drop(tx);
        while let Some(paire) = rx.recv().await {
            paires.borrow_mut().push(paire);
        }
    });
    lecture.await;
    paires.take()
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
        loop {
            let nombre = tokio::select! {
                recu = entree.recv() => match recu {
                    Some(nombre) => u64::from(nombre),
                    None => break,
                },
                () = tx.closed() => break,
            };
            if tx.send(nombre * nombre).await.is_err() {
                break;
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
    let mut arret_possible = true;
    let mut donne = *arret.borrow();
    loop {
        let recu = if donne {
            match rx.try_recv() {
                Err(TryRecvError::Empty) => return journal,
                Ok(message) => Ok(message),
                Err(TryRecvError::Lagged(n)) => Err(RecvError::Lagged(n)),
                Err(TryRecvError::Closed) => Err(RecvError::Closed),
            }
        } else if arret_possible {
            tokio::select! {
                recu = rx.recv() => recu,
                change = arret.changed() => {
                    arret_possible = change.is_ok();
                    donne = *arret.borrow();
                    continue;
                }
            }
        } else {
            rx.recv().await
        };
        match recu {
            Ok(message) => journal.messages.push(message),
            Err(RecvError::Lagged(n)) => journal.perdus += n,
            Err(RecvError::Closed) => return journal,
        }
    }
}

fn main() {}
