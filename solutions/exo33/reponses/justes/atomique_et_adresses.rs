// Un atomique, des verrous ordonnés par adresse, une cellule qui peut échouer.
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{Mutex, Notify, OnceCell};
use tokio::task::JoinSet;

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Arc::new(AtomicU64::new(0));
    let mut equipe: JoinSet<()> = (0..taches)
        .map(|_| {
            let compteur = compteur.clone();
            async move {
                for _ in 0..increments {
                    compteur.fetch_add(1, Ordering::Relaxed);
                }
            }
        })
        .collect();
    while let Some(fin) = equipe.join_next().await {
        fin.unwrap();
    }
    compteur.load(Ordering::SeqCst)
}

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let valeur = capteur.await;
    let mut liste = mesures.lock_owned().await;
    liste.extend([valeur]);
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

fn retirer(solde: u64, montant: u64) -> Result<u64, SoldeInsuffisant> {
    solde.checked_sub(montant).ok_or(SoldeInsuffisant)
}

async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant> {
    if std::ptr::eq(de, vers) {
        return retirer(*de.solde.lock().await, montant).map(drop);
    }
    let (mut a, mut b);
    if std::ptr::from_ref(de).addr() < std::ptr::from_ref(vers).addr() {
        a = de.solde.lock().await;
        b = vers.solde.lock().await;
    } else {
        b = vers.solde.lock().await;
        a = de.solde.lock().await;
    }
    *a = retirer(*a, montant)?;
    *b += montant;
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
        let cellule = {
            let mut entrees = self.entrees.lock().await;
            match entrees.get(cle) {
                Some(cellule) => Arc::clone(cellule),
                None => {
                    let neuve = Arc::new(OnceCell::new());
                    entrees.insert(cle.into(), Arc::clone(&neuve));
                    neuve
                }
            }
        };
        if let Some(valeur) = cellule.get() {
            return valeur.to_string();
        }
        let issue: Result<&String, Infallible> = cellule
            .get_or_try_init(|| async move { Ok(calcul.await) })
            .await;
        match issue {
            Ok(valeur) => valeur.clone(),
            Err(jamais) => match jamais {},
        }
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
        if n > 0 {
            *self.quantite.lock().await += n;
            self.change.notify_waiters();
        }
    }

    async fn retirer(&self, n: u32) {
        if n == 0 {
            return;
        }
        loop {
            let changement = self.change.notified();
            match self.quantite.lock().await {
                quantite if *quantite < n => drop(quantite),
                mut quantite => {
                    *quantite -= n;
                    return;
                }
            }
            changement.await;
        }
    }
}

fn main() {}
