// Exo 33 · État partagé (Mutex) : modifier à plusieurs sans rien perdre ni se bloquer.
//
// La consigne, la leçon et les indices sont dans exo33/README.md.
// Remplace chaque `todo!`, puis lance : cargo test -p exo33

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Notify, OnceCell};
use tokio::time::sleep;

/// Étape 1 : lance `taches` tâches qui ajoutent chacune `increments` fois 1 à un même compteur, les attend
/// toutes et rend le total.
async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    todo!(
        "étape 1 : lance toutes les tâches (`tokio::spawn` ou `JoinSet`), attends-les, puis lis le compteur"
    )
}

/// Étape 2 : ajoute la valeur du capteur à la fin de la liste, qui reste libre pendant la mesure.
async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    todo!("étape 2 : attends la valeur, puis seulement le verrou de la liste")
}

/// Donné : un compte en banque. Deux comptes n'ont jamais le même numéro.
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

/// Donné : le compte débité n'a pas de quoi payer.
#[derive(Debug, PartialEq, Eq)]
struct SoldeInsuffisant;

/// Étape 3 : vire `montant` d'un compte à l'autre, sans jamais figer ni perdre un centime.
async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant> {
    todo!(
        "étape 3 : tiens les deux verrous, pris dans un ordre que tous respectent, avant de toucher aux soldes"
    )
}

/// Donné : un cache, avec une cellule par clé.
struct Cache {
    entrees: Mutex<HashMap<String, Arc<OnceCell<String>>>>,
}

impl Cache {
    fn new() -> Self {
        Cache {
            entrees: Mutex::new(HashMap::new()),
        }
    }

    /// Étape 4 : rend la valeur de la clé, calculée une seule fois même si on la demande à plusieurs.
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        todo!(
            "étape 4 : prends la cellule de la clé, rends la carte, puis laisse la cellule calculer (`OnceCell`)"
        )
    }
}

/// Donné : un stock, et de quoi attendre qu'il change.
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

    /// Étape 5, défi : ajoute `n` au stock, et prévient ceux qui attendent.
    async fn deposer(&self, n: u32) {
        todo!("étape 5 : ajoute sous le verrou, puis préviens tous ceux qui attendent (`Notify`)")
    }

    /// Étape 5, défi : attend qu'il y ait au moins `n` en stock, puis les retire d'un coup.
    async fn retirer(&self, n: u32) {
        todo!(
            "étape 5 : regarde sous le verrou ; s'il n'y a pas assez, rends-le, attends un changement, et regarde de nouveau"
        )
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

    // Les philosophes : chaque compte donne à son voisin, tous ensemble, en cercle.
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

    // Deux clients attendent leur livraison : un dépôt ne sert que celui à qui il suffit.
    let stock = Stock::new(0);
    let client = async |nom: &str, n: u32| {
        stock.retirer(n).await;
        println!("{:>4} ms  {nom} : {n} retirés", ecoule());
    };
    let livreur = async {
        for n in [3, 4] {
            sleep(Duration::from_millis(100)).await;
            println!("{:>4} ms  {n} déposés", ecoule());
            stock.deposer(n).await;
        }
    };
    tokio::join!(client("le grossiste", 5), client("le voisin", 2), livreur);
    println!("{:>4} ms  reste : {}", ecoule(), stock.quantite().await);
}

/// Donné : un capteur qui met `delai` millisecondes à rendre sa valeur.
async fn capteur(valeur: u32, delai: u64) -> u32 {
    sleep(Duration::from_millis(delai)).await;
    valeur
}

/// Donné : une recherche lente, qui dit quand elle commence.
async fn recherche(sujet: &str) -> String {
    println!("         recherche de « {sujet} »…");
    sleep(Duration::from_millis(300)).await;
    format!("résultat pour {sujet}")
}
