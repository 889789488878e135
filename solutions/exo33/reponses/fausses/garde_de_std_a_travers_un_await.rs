// faute   : le verrou de `std` est gardé à travers un `.await`
// compilateur : aucun
// message : future cannot be sent between threads safely
// message : MutexGuard
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OnceCell};
use tokio::task::JoinSet;
use tokio::time::sleep;

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Arc::new(std::sync::Mutex::new(0));
    let mut poignees = Vec::new();
    for _ in 0..taches {
        let compteur = Arc::clone(&compteur);
        poignees.push(tokio::spawn(async move {
            for _ in 0..increments {
                let mut total = compteur.lock().unwrap();
                *total += 1;
                tokio::task::yield_now().await;
            }
        }));
    }
    for poignee in poignees {
        poignee.await.unwrap();
    }
    let total = *compteur.lock().unwrap();
    total
}

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let valeur = capteur.await;
    mesures.lock().await.push(valeur);
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
        let solde = de.solde().await;
        return if montant <= solde {
            Ok(())
        } else {
            Err(SoldeInsuffisant)
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
    *debite = debite.checked_sub(montant).ok_or(SoldeInsuffisant)?;
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
        let cellule = Arc::clone(self.entrees.lock().await.entry(cle.to_owned()).or_default());

        cellule.get_or_init(|| calcul).await.clone()
    }
}

fn main() {}
