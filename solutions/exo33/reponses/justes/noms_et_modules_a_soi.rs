// Des éléments privés qui portent les noms que les tests emploient aussi.
use ::tokio::sync::{Mutex, Notify, OnceCell};
use std::collections::*;
use std::sync::*;

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

mod tokio {
    pub(crate) use ::tokio::task::JoinHandle;
}

type Result<T> = std::result::Result<T, SoldeInsuffisant>;
type Appel = Vec<tokio::JoinHandle<()>>;
struct Etat(u64);
struct Issue;

macro_rules! matches {
    () => {
        compile_error!("à moi")
    };
}

fn ms(n: u64) -> u64 {
    n
}

fn liste(n: u32) -> u32 {
    n
}

async fn calcul() {}
async fn demande() {}
async fn ensemble() {}
fn comptes() {}
fn virement() {}
fn soldes() {}

mod verrous {
    use crate::Compte;

    pub(crate) type Garde<'a> = ::tokio::sync::MutexGuard<'a, u64>;

    pub(crate) async fn les_deux<'a>(de: &'a Compte, vers: &'a Compte) -> (Garde<'a>, Garde<'a>) {
        let mut paire = [de, vers];
        paire.sort_by_key(|compte| compte.numero);
        let petit = paire[0].solde.lock().await;
        let grand = paire[1].solde.lock().await;
        if paire[0].numero == de.numero {
            (petit, grand)
        } else {
            (grand, petit)
        }
    }
}

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Arc::new(std::sync::Mutex::new(Etat(ms(0))));
    let mut appel: Appel = vec![];
    for _ in 0..taches {
        let compteur = compteur.clone();
        appel.push(::tokio::spawn(async move {
            for _ in 0..increments {
                compteur.lock().unwrap().0 += 1;
            }
        }));
    }
    for tache in appel {
        tache.await.unwrap();
    }
    let total = compteur.lock().unwrap().0;
    total
}

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let valeur = liste(capteur.await);
    mesures.lock().await.push(valeur)
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

async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<()> {
    if de.numero == vers.numero {
        let _assez = de
            .solde()
            .await
            .checked_sub(montant)
            .ok_or(SoldeInsuffisant)?;
        return Ok(());
    }
    let (mut debite, mut credite) = verrous::les_deux(de, vers).await;
    *debite = debite.checked_sub(montant).ok_or(SoldeInsuffisant)?;
    *credite += montant;
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn mon_essai() {
        assert_eq!(super::ms(2), 2);
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
        let mut quantite = self.quantite.lock().await;
        self.change.notify_waiters();
        *quantite += n;
    }

    async fn retirer(&self, n: u32) {
        loop {
            let mut quantite = self.quantite.lock().await;
            if n <= *quantite {
                return *quantite -= n;
            }
            let depot = self.change.notified();
            drop(quantite);
            depot.await
        }
    }
}

fn main() {}
