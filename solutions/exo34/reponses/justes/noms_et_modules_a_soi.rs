// Des éléments privés qui portent les noms que les tests emploient aussi.
use std::collections::*;
use tokio::sync::mpsc::*;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::time::*;

macro_rules! exiger {
    () => {};
}
macro_rules! exiger_egal {
    () => {};
}
macro_rules! echec {
    () => {};
}
macro_rules! pin {
    () => {};
}
macro_rules! ready {
    () => {};
}

type Result<T> = std::result::Result<T, error::SendError<u32>>;

macro_rules! assert_eq {
    ($($x:tt)*) => {
        compile_error!("à moi")
    };
}

fn ms(n: u64) -> u64 {
    n
}

fn entree() {}

fn vider() {}

async fn attendre() {}

struct Sonde;

trait Pousser {
    fn is_closed(&self) -> u8 {
        1
    }
}

impl<T> Pousser for Vec<T> {}

async fn tout_envoyer(tx: mpsc::Sender<u32>, n: u32) -> Result<()> {
    for i in 0..n {
        tx.send(i).await?;
    }
    Ok(())
}

async fn produire(tx: mpsc::Sender<u32>, n: u32) {
    let _ = crate::tout_envoyer(tx, n).await;
}

async fn consommer(mut rx: mpsc::Receiver<u32>) -> Vec<u32> {
    let mut file = VecDeque::new();
    loop {
        match timeout(Duration::from_millis(ms(10)), rx.recv()).await {
            Err(_) => continue,
            Ok(Some(nombre)) => file.push_back(nombre),
            Ok(None) => break file.into(),
        }
    }
}

mod collecte {
    use tokio::sync::mpsc::{self, Sender};

    async fn producteur(tx: Sender<(u32, u32)>, numero: u32, messages: u32) {
        for message in 0..messages {
            let _ = tx.send((numero, message)).await;
        }
    }

    pub(crate) async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
        let mut recus = {
            let (tx, rx) = mpsc::channel(5);
            for numero in 0..producteurs {
                tokio::spawn(producteur(tx.clone(), numero, messages));
            }
            rx
        };
        let mut paires = vec![];
        while let Some(paire) = recus.recv().await {
            paires.push(paire);
        }
        paires
    }
}

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    crate::collecte::collecter(producteurs, messages).await
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

#[derive(Default)]
struct Table {
    valeurs: HashMap<String, String>,
}

impl Table {
    fn servir(&mut self, commande: Commande) {
        match commande {
            Commande::Ecrire { cle, valeur } => {
                self.valeurs.insert(cle, valeur);
            }
            Commande::Lire { cle, reponse } => {
                let _ = reponse.send(self.valeurs.get(&cle).cloned());
            }
        }
    }
}

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let mut table = Table::default();
    while let Some(commande) = rx.recv().await {
        table.servir(commande);
    }
}

fn etage_au_carre(entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    // Le travail et la surveillance du lecteur, dans deux tâches : la seconde interrompt la première.
    let surveillance = tx.clone().downgrade();
    let travail = tokio::spawn(async move {
        let mut entree = entree;
        while let Some(nombre) = entree.recv().await {
            let nombre = u64::from(nombre);
            if tx.send(nombre * nombre).await.is_err() {
                break;
            }
        }
    });
    tokio::spawn(async move {
        let mut battement = interval(Duration::from_millis(10));
        loop {
            battement.tick().await;
            let Some(tx) = surveillance.upgrade() else {
                break;
            };
            if tx.is_closed() {
                travail.abort();
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

impl Journal {
    fn noter(&mut self, recu: std::result::Result<String, u64>) {
        match recu {
            Ok(message) => self.messages.push(message),
            Err(manques) => self.perdus += manques,
        }
    }
}

async fn ecouter(rx: broadcast::Receiver<String>, arret: watch::Receiver<bool>) -> Journal {
    let mut flux = rx;
    let mut journal = Journal::default();
    let arrete = async {
        let mut arret = arret;
        let attente = arret.wait_for(|donne| *donne).await;
        if attente.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::pin!(arrete);
    let mut fini = false;
    while !fini {
        fini = tokio::select! {
            () = &mut arrete => true,
            recu = flux.recv() => match recu {
                Ok(message) => { journal.noter(Ok(message)); false }
                Err(broadcast::error::RecvError::Lagged(n)) => { journal.noter(Err(n)); false }
                Err(broadcast::error::RecvError::Closed) => true,
            }
        }
    }
    while !flux.is_empty() {
        match flux.try_recv() {
            Err(broadcast::error::TryRecvError::Lagged(n)) => journal.noter(Err(n)),
            Ok(message) => journal.noter(Ok(message)),
            Err(_) => {}
        }
    }
    journal
}

#[cfg(test)]
mod tests {
    #[test]
    fn mon_essai() {
        assert!(super::ms(2) == 2);
    }
}

fn main() {}
