// `JoinSet` à côté de la lecture, lecture par lots, place réservée avant de lire.
use std::collections::BTreeMap;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task::JoinSet;

async fn produire(tx: mpsc::Sender<u32>, n: u32) {
    let mut suivant = 0;
    while suivant < n {
        let Ok(place) = tx.reserve().await else {
            return;
        };
        place.send(suivant);
        suivant += 1;
    }
}

async fn consommer(mut rx: mpsc::Receiver<u32>) -> Vec<u32> {
    let mut recus = Vec::new();
    while rx.recv_many(&mut recus, 32).await > 0 {}
    recus
}

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, mut rx) = mpsc::channel(1);
    let mut taches = JoinSet::new();
    for producteur in 0..producteurs {
        let tx = tx.clone();
        taches.spawn(async move {
            for message in 0..messages {
                tx.send((producteur, message)).await.unwrap();
            }
        });
    }
    drop(tx);
    let lire = async {
        let mut paires = Vec::new();
        while let Some(paire) = rx.recv().await {
            paires.push(paire);
        }
        paires
    };
    let (_, mut paires) = tokio::join!(taches.join_all(), lire);
    paires.sort_unstable();
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
    let mut table: BTreeMap<String, String> = BTreeMap::new();
    let mut lot = Vec::new();
    while rx.recv_many(&mut lot, 4).await > 0 {
        for commande in lot.drain(..) {
            match commande {
                Commande::Ecrire { cle, valeur } => drop(table.insert(cle, valeur)),
                Commande::Lire { cle, reponse } => {
                    if reponse.send(table.get(&cle).cloned()).is_err() {
                        continue;
                    }
                }
            }
        }
    }
}

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let capacite = if capacite == 0 {
        1
    } else {
        capacite.min(tokio::sync::Semaphore::MAX_PERMITS)
    };
    let (tx, rx) = mpsc::channel(capacite);
    tokio::spawn(async move {
        while let Ok(place) = tx.reserve().await {
            tokio::select! {
                biased;
                () = tx.closed() => break,
                recu = entree.recv() => match recu {
                    Some(nombre) => place.send(u64::from(nombre).pow(2)),
                    None => break,
                },
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
    let mut emetteur_la = true;
    while !*arret.borrow_and_update() {
        tokio::select! {
            changement = arret.changed(), if emetteur_la => emetteur_la = changement.is_ok(),
            recu = rx.recv() => match recu {
                Ok(message) => journal.messages.push(message),
                Err(RecvError::Lagged(manques)) => journal.perdus += manques,
                Err(RecvError::Closed) => return journal,
            },
        }
    }
    // Pas plus que ce qui attend : d'autres messages peuvent arriver sans fin.
    let mut restants = rx.len();
    while restants > 0 {
        match rx.try_recv() {
            Ok(message) => {
                journal.messages.push(message);
                restants -= 1;
            }
            Err(TryRecvError::Lagged(manques)) => {
                journal.perdus += manques;
                restants = restants.min(rx.len());
            }
            Err(_) => break,
        }
    }
    journal
}

fn main() {}
