// Un ajout qui attend sous son verrou, un capteur interrogé à la main, un refus sans branche.
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{Mutex, Notify, OnceCell};

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Arc::new(Mutex::new(0_u64));
    let poignees: Vec<_> = std::iter::repeat_with(|| Arc::clone(&compteur))
        .take(taches)
        .map(|compteur| {
            tokio::spawn(async move {
                for _ in 0..increments {
                    let mut garde = compteur.lock().await;
                    let valeur = *garde;
                    if increments < 200 {
                        tokio::task::yield_now().await;
                    }
                    *garde = valeur + 1;
                }
            })
        })
        .collect();
    for poignee in poignees {
        poignee.await.expect("aucune tâche ne panique");
    }
    let total = compteur.lock().await;
    *total
}

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let mut capteur = std::pin::pin!(capteur);
    let valeur = std::future::poll_fn(|cx| capteur.as_mut().poll(cx)).await;
    let liste = &mut *mesures.lock().await;
    liste.push(valeur);
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
    let (premier, second) = if de.numero <= vers.numero {
        (de, vers)
    } else {
        (vers, de)
    };
    let mut un = premier.solde.lock().await;
    if de.numero == vers.numero {
        return (*un >= montant).then_some(()).ok_or(SoldeInsuffisant);
    }
    let mut deux = second.solde.lock().await;
    let (debite, credite) = if de.numero < vers.numero {
        (&mut *un, &mut *deux)
    } else {
        (&mut *deux, &mut *un)
    };
    match debite.checked_sub(montant) {
        None => Err(SoldeInsuffisant),
        Some(reste) => {
            *debite = reste;
            *credite += montant;
            Ok(())
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
        let quantite = &mut *self.quantite.lock().await;
        *quantite = quantite.checked_add(n).expect("le stock ne déborde pas");
        self.change.notify_waiters();
    }

    async fn retirer(&self, n: u32) {
        let mut tour = self.un_tour(n);
        std::future::poll_fn(move |cx| {
            loop {
                match std::task::ready!(tour.as_mut().poll(cx)) {
                    true => return std::task::Poll::Ready(()),
                    false => tour = self.un_tour(n),
                }
            }
        })
        .await
    }

    fn un_tour(&self, n: u32) -> std::pin::Pin<Box<dyn Future<Output = bool> + Send + '_>> {
        let changement = self.change.notified();
        Box::pin(async move {
            let mut quantite = self.quantite.lock().await;
            let assez = *quantite >= n;
            if assez {
                *quantite -= n;
            } else {
                drop(quantite);
                changement.await;
            }
            assez
        })
    }
}

fn main() {}
