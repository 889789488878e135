// faute   : une table `static`, commune à tous les acteurs
// étape   : 3
// message : une clé inconnue donne `None`
// test    : etape3::deux_acteurs_ont_chacun_leur_table
use std::collections::HashMap;
use std::sync::Mutex;
use tokio::sync::{mpsc, oneshot};

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

static TABLE: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    while let Some(commande) = rx.recv().await {
        let mut table = TABLE.lock().unwrap();
        match commande {
            Commande::Ecrire { cle, valeur } => {
                table.retain(|(autre, _)| *autre != cle);
                table.push((cle, valeur));
            }
            Commande::Lire { cle, reponse } => {
                let trouvee = table.iter().find(|(autre, _)| *autre == cle);
                let _ = reponse.send(trouvee.map(|(_, valeur)| valeur.clone()));
            }
        }
    }
}

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.max(1));
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

fn main() {}
