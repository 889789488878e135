// Un canal pour compter, `try_lock` et recul pour virer, un tour par clé pour calculer.
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::sync::{Mutex, Notify, OnceCell};
use tokio::task::yield_now;

static TOURS: std::sync::Mutex<BTreeMap<(usize, String), Arc<Mutex<()>>>> =
    std::sync::Mutex::new(BTreeMap::new());

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    tokio::spawn(async move {
        let (tx, mut rx) = mpsc::channel(8);
        let total = tokio::spawn(async move {
            let mut total = 0;
            while let Some(un) = rx.recv().await {
                total += un;
            }
            total
        });
        let poignees: Vec<_> = (0..taches)
            .map(|_| {
                let tx = tx.clone();
                tokio::spawn(async move {
                    let mut part = 0_u64;
                    for _ in 0..increments {
                        part += 1;
                    }
                    tx.send(part).await.unwrap();
                })
            })
            .collect();
        drop(tx);
        for poignee in poignees {
            poignee.await.unwrap();
        }
        total.await.unwrap()
    })
    .await
    .unwrap()
}

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    yield_now().await;
    let valeur = capteur.await;
    yield_now().await;
    {
        let mut liste = mesures.lock().await;
        let fin = liste.len();
        liste.insert(fin, valeur);
    }
    yield_now().await;
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
    loop {
        let mut debite = de.solde.lock().await;
        if *debite < montant {
            return Err(SoldeInsuffisant);
        }
        if de.numero == vers.numero {
            return Ok(());
        }
        match vers.solde.try_lock() {
            Ok(mut credite) => {
                *debite -= montant;
                *credite += montant;
                return Ok(());
            }
            Err(_) => {
                drop(debite);
                yield_now().await;
            }
        }
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
        let tour = {
            let fiche = (std::ptr::from_ref(self).addr(), cle.to_owned());
            TOURS.lock().unwrap().entry(fiche).or_default().clone()
        };
        let _mon_tour = tour.lock().await;
        let cellule = self
            .entrees
            .lock()
            .await
            .entry(cle.to_owned())
            .or_default()
            .clone();
        if !cellule.initialized() {
            cellule.set(calcul.await).unwrap();
        }
        cellule.get().unwrap().clone()
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
        let mut quantite = self.quantite.lock().await;
        *quantite += n;
        self.change.notify_waiters();
        drop(quantite);
        yield_now().await;
    }

    async fn retirer(&self, n: u32) {
        let mut changement = Box::pin(self.change.notified());
        loop {
            changement.as_mut().enable();
            {
                let mut quantite = self.quantite.lock().await;
                if let Some(reste) = quantite.checked_sub(n) {
                    *quantite = reste;
                    break;
                }
            }
            changement.as_mut().await;
            changement.set(self.change.notified());
        }
    }
}

fn main() {}
