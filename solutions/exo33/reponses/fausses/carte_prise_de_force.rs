// faute   : `try_lock().unwrap()` sur la carte : une demande panique dès qu'une autre la tient
// étape   : 4
// message : une carte occupée s'attend
// test    : etape4::une_carte_occupee_s_attend
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OnceCell};
use tokio::task::JoinSet;
use tokio::time::sleep;

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Arc::new(std::sync::Mutex::new(0));
    let mut equipe = JoinSet::new();
    for _ in 0..taches {
        let compteur = Arc::clone(&compteur);
        equipe.spawn(async move {
            for _ in 0..increments {
                *compteur.lock().expect("personne ne panique sous ce verrou") += 1;
            }
        });
    }
    equipe.join_all().await;
    *compteur.lock().expect("personne ne panique sous ce verrou")
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
        let mut carte = self.entrees.try_lock().unwrap();
        let cellule = Arc::clone(carte.entry(cle.to_owned()).or_default());
        drop(carte);
        cellule.get_or_init(|| calcul).await.clone()
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let depart = std::time::Instant::now();
    let ecoule = || depart.elapsed().as_millis();

    let total = compter_ensemble(8, 1000).await;
    println!(
        "{:>4} ms  8 tâches, 1000 incréments chacune : {total}",
        ecoule()
    );

    let mesures = Arc::new(Mutex::new(Vec::new()));
    tokio::join!(
        enregistrer(Arc::clone(&mesures), capteur(21, 300)),
        enregistrer(Arc::clone(&mesures), capteur(19, 200)),
    );
    let liste = mesures.lock().await;
    println!(
        "{:>4} ms  deux capteurs de 300 et 200 ms : {liste:?}",
        ecoule()
    );

    let comptes: Vec<Compte> = (1..=3).map(|numero| Compte::new(numero, 100)).collect();
    let (a, b, c) = tokio::join!(
        virer(&comptes[0], &comptes[1], 10),
        virer(&comptes[1], &comptes[2], 20),
        virer(&comptes[2], &comptes[0], 500),
    );
    println!(
        "{:>4} ms  trois virements en cercle : {a:?}, {b:?}, {c:?}",
        ecoule()
    );
    for compte in &comptes {
        println!(
            "         compte {} : {}",
            compte.numero,
            compte.solde().await
        );
    }

    let cache = Cache::new();
    let (premier, second, autre) = tokio::join!(
        cache.obtenir("météo", recherche("météo")),
        cache.obtenir("météo", recherche("météo")),
        cache.obtenir("trafic", recherche("trafic")),
    );
    println!("{:>4} ms  {premier}, {second}, {autre}", ecoule());
}

async fn capteur(valeur: u32, delai: u64) -> u32 {
    sleep(Duration::from_millis(delai)).await;
    valeur
}

async fn recherche(sujet: &str) -> String {
    println!("         recherche de « {sujet} »…");
    sleep(Duration::from_millis(300)).await;
    format!("résultat pour {sujet}")
}
