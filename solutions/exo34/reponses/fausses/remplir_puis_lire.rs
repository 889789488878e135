// faute   : un canal sans borne, rempli d'abord, lu ensuite : rien n'avance ensemble
// étape   : 2
// message : remplir la liste soi-même, ou le canal avant de le lire
// test    : etape2::les_producteurs_sont_des_taches
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep};

async fn produire(tx: mpsc::Sender<u32>, n: u32) {
    for i in 0..n {
        if tx.send(i).await.is_err() {
            return;
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
    let (tx, mut rx) = mpsc::unbounded_channel();
    for producteur in 0..producteurs {
        let tx = tx.clone();
        for message in 0..messages {
            let _ = tx.send((producteur, message));
        }
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
    let mut table: HashMap<String, String> = HashMap::new();
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
    let (tx, rx) = mpsc::channel(capacite.max(1));
    tokio::spawn(async move {
        loop {
            let nombre = tokio::select! {
                recu = entree.recv() => match recu {
                    Some(nombre) => u64::from(nombre),
                    None => return,
                },
                () = tx.closed() => return,
            };
            if tx.send(nombre * nombre).await.is_err() {
                return;
            }
        }
    });
    rx
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("un producteur et un consommateur, une seule place entre eux");
    let (tx, rx) = mpsc::channel(1);
    let ((), recus) = tokio::join!(produire(tx, 5), consommer(rx));
    println!("    reçu : {recus:?}");

    println!("deux producteurs, trois messages chacun");
    println!("    reçu : {:?}", collecter(2, 3).await);

    println!("un acteur et deux clients");
    let (tx, rx) = mpsc::channel(4);
    tokio::join!(acteur(rx), client("Ada", tx.clone()), client("Linus", tx),);

    println!("une chaîne : 6 nombres, un étage, et un lecteur qui prend 100 ms par valeur");
    let depart = Instant::now();
    let ecoule = || depart.elapsed().as_millis();
    let (tx, entree) = mpsc::channel(1);
    let mut sortie = etage_au_carre(entree, 1);
    tokio::join!(
        async {
            produire(tx, 6).await;
            println!("{:>4} ms  tout est envoyé", ecoule());
        },
        async {
            while let Some(carre) = sortie.recv().await {
                println!("{:>4} ms  lu : {carre}", ecoule());
                sleep(Duration::from_millis(100)).await;
            }
            println!("{:>4} ms  la sortie est fermée", ecoule());
        },
    );
}

async fn client(nom: &str, tx: mpsc::Sender<Commande>) {
    let ecriture = Commande::Ecrire {
        cle: nom.to_owned(),
        valeur: format!("{nom} est passé par ici"),
    };
    let _ = tx.send(ecriture).await;
    let (reponse, retour) = oneshot::channel();
    let cle = nom.to_owned();
    let _ = tx.send(Commande::Lire { cle, reponse }).await;
    println!("    {nom} relit : {:?}", retour.await);
}
