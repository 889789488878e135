// L'ajout attend la liste sur un thread bloquant.
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{Mutex, Notify, OnceCell};

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Arc::new(Mutex::new(0));
    let mut poignees = Vec::new();
    for _ in 0..taches {
        let compteur = Arc::clone(&compteur);
        poignees.push(tokio::spawn(async move {
            for _ in 0..increments {
                *compteur.lock().await += 1;
            }
        }));
    }
    for poignee in poignees {
        poignee.await.unwrap();
    }
    *compteur.lock().await
}

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let valeur = capteur.await;
    let ajout = move || mesures.blocking_lock().push(valeur);
    tokio::task::spawn_blocking(ajout).await.unwrap();
}

struct Compte {
    numero: u32,
    solde: Mutex<u64>,
}

impl Compte {
    fn new(numero: u32, solde: u64) -> Self {
        Compte {
            numero,
            solde: Mutex::new(solde),
        }
    }

    async fn solde(&self) -> u64 {
        *self.solde.lock().await
    }
}

#[derive(Debug, PartialEq, Eq)]
struct SoldeInsuffisant;

async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant> {
    if de.numero == vers.numero {
        return if de.solde().await < montant {
            Err(SoldeInsuffisant)
        } else {
            Ok(())
        };
    }
    let (mut debite, mut credite);
    if de.numero < vers.numero {
        debite = de.solde.lock().await;
        credite = vers.solde.lock().await;
    } else {
        credite = vers.solde.lock().await;
        debite = de.solde.lock().await;
    }
    if *debite < montant {
        return Err(SoldeInsuffisant);
    }
    *debite -= montant;
    *credite += montant;
    Ok(())
}

struct Cache {
    entrees: Mutex<HashMap<String, Arc<OnceCell<String>>>>,
}

impl Cache {
    fn new() -> Self {
        Cache {
            entrees: Mutex::new(HashMap::new()),
        }
    }

    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let cellule = self
            .entrees
            .lock()
            .await
            .entry(cle.to_owned())
            .or_default()
            .clone();
        cellule.get_or_init(|| calcul).await.clone()
    }
}

struct Stock {
    quantite: Mutex<u32>,
    change: Notify,
}

impl Stock {
    fn new(quantite: u32) -> Self {
        Stock {
            quantite: Mutex::new(quantite),
            change: Notify::new(),
        }
    }

    async fn quantite(&self) -> u32 {
        *self.quantite.lock().await
    }

    async fn deposer(&self, n: u32) {
        *self.quantite.lock().await += n;
        self.change.notify_waiters();
    }

    async fn retirer(&self, n: u32) {
        loop {
            let changement = self.change.notified();
            let mut quantite = self.quantite.lock().await;
            if *quantite >= n {
                *quantite -= n;
                return;
            }
            drop(quantite);
            changement.await;
        }
    }
}

fn main() {}
