// Un `LocalSet` sans verrou, un recul minuté, une reprise par surveillance.
use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Notify, OnceCell};
use tokio::task::{LocalSet, spawn_local};
use tokio::time::sleep;

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let total = Rc::new(Cell::new(0));
    let ici = LocalSet::new();
    ici.run_until(async {
        let poignees: Vec<_> = (0..taches)
            .map(|_| {
                let total = Rc::clone(&total);
                spawn_local(async move {
                    for _ in 0..increments {
                        total.set(total.get() + 1);
                    }
                })
            })
            .collect();
        for poignee in poignees {
            poignee.await.unwrap();
        }
    })
    .await;
    total.get()
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
        return if montant > de.solde().await {
            Err(SoldeInsuffisant)
        } else {
            Ok(())
        };
    }
    loop {
        if let (Ok(mut debite), Ok(mut credite)) = (de.solde.try_lock(), vers.solde.try_lock()) {
            let Some(reste) = debite.checked_sub(montant) else {
                return Err(SoldeInsuffisant);
            };
            (*debite, *credite) = (reste, *credite + montant);
            return Ok(());
        }
        sleep(Duration::from_millis(u64::from(1 + de.numero % 3))).await;
    }
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
        let mut entrees = self.entrees.lock().await;
        let cellule = entrees
            .entry(cle.to_string())
            .or_insert_with(Arc::default)
            .clone();
        drop(entrees);
        let calcul = Box::pin(calcul);
        let valeur = cellule.get_or_init(move || calcul).await;
        String::from(valeur)
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

    async fn essayer(&self, n: u32) -> bool {
        let mut quantite = self.quantite.lock().await;
        let assez = *quantite >= n;
        if assez {
            *quantite -= n;
        }
        assez
    }

    async fn deposer(&self, n: u32) {
        *self.quantite.lock().await += n;
        // Celui qui regarde en ce moment trouvera la permission, les autres sont réveillés.
        self.change.notify_one();
        self.change.notify_waiters();
    }

    async fn retirer(&self, n: u32) {
        let mut changement = self.change.notified();
        while !self.essayer(n).await {
            changement.await;
            changement = self.change.notified();
        }
    }
}

fn main() {}
