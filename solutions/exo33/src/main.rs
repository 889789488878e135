// Exo 33 · État partagé (Mutex) : la solution.
//
// Les lignes soulignées de ^^^ sont celles qui comptent ; le commentaire dit pourquoi ainsi.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Notify, OnceCell};
use tokio::task::JoinSet;
use tokio::time::sleep;

/// Étape 1 : lance `taches` tâches qui ajoutent chacune `increments` fois 1 à un même compteur, les attend
/// toutes et rend le total.
async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    // Le Mutex de la bibliothèque standard : le verrou ne dure qu'une addition et ne traverse aucun
    // `.await`. Celui de Tokio n'apporterait ici que sa lenteur. (Un `AtomicU64` ferait encore mieux.)
    let compteur = Arc::new(std::sync::Mutex::new(0));
    let mut equipe = JoinSet::new();
    for _ in 0..taches {
        let compteur = Arc::clone(&compteur);
        equipe.spawn(async move {
            for _ in 0..increments {
                *compteur.lock().expect("personne ne panique sous ce verrou") += 1;
                //                                                            ^^ lit et écrit sous le même verrou.
            }
        });
    }
    // Toutes sont lancées avant que la première soit attendue ; attendre dans la boucle les mettrait en file.
    equipe.join_all().await;
    //     ^^^^^^^^ sans cette attente, le total serait lu avant la fin du travail.
    *compteur.lock().expect("personne ne panique sous ce verrou")
}

/// Étape 2 : ajoute la valeur du capteur à la fin de la liste, qui reste libre pendant la mesure.
async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    // Sur une seule ligne, `mesures.lock().await.push(capteur.await)` prendrait le verrou d'abord, et
    // tout le monde attendrait ce capteur.
    let valeur = capteur.await;
    //           ^^^^^^^^^^^^^ l'attente longue, sans verrou.
    mesures.lock().await.push(valeur);
    //                  ^ le garde est un temporaire : il est rendu à la fin de cette ligne.
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
    // D'un compte à lui-même, il n'y a qu'un verrou : le prendre deux fois serait s'attendre soi-même.
    if de.numero == vers.numero {
        let solde = de.solde().await;
        return if montant <= solde {
            Ok(())
        } else {
            Err(SoldeInsuffisant)
        };
    }
    // Toujours le plus petit numéro d'abord : deux virements croisés se disputent le même premier verrou,
    // et celui qui l'obtient obtiendra l'autre. Un verrou global suffirait aussi, mais il ferait attendre
    // des virements qui n'ont rien à voir.
    let (mut debite, mut credite);
    if de.numero < vers.numero {
        // ^^^^^^^^^^^^^^^^^^^^ l'ordre ne dépend pas du sens du virement.
        debite = de.solde.lock().await;
        credite = vers.solde.lock().await;
    } else {
        credite = vers.solde.lock().await;
        debite = de.solde.lock().await;
    }
    // Plus aucun `.await` à partir d'ici : rien ne peut annuler le virement entre le débit et le crédit.
    *debite = debite.checked_sub(montant).ok_or(SoldeInsuffisant)?;
    //               ^^^^^^^^^^^ vérifie et soustrait d'un coup ; au refus, aucun solde n'a changé.
    *credite += montant;
    Ok(())
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
        // Deux verrous de portées différentes : celui de la carte, pris un instant pour y trouver la cellule,
        // et celui de la cellule, que seuls attendent ceux qui veulent la même clé.
        let cellule = Arc::clone(self.entrees.lock().await.entry(cle.to_owned()).or_default());
        //            ^^^^^^^^^^ la cellule sort de la carte, dont le verrou est rendu à la fin de la ligne.

        // Si le premier est annulé ou panique, la cellule reste vide et appelle le calcul du suivant.
        cellule.get_or_init(|| calcul).await.clone()
        //      ^^^^^^^^^^^ avec `get` puis `set`, deux tâches calculeraient entre les deux.
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
        *self.quantite.lock().await += n;
        // Une fois le stock changé : prévenu plus tôt, qui attend regarderait l'ancienne quantité.
        self.change.notify_waiters();
        //          ^^^^^^^^^^^^^^ tous : `notify_one` pourrait choisir celui à qui cela ne suffit pas.
    }

    /// Étape 5, défi : attend qu'il y ait au moins `n` en stock, puis les retire d'un coup.
    async fn retirer(&self, n: u32) {
        loop {
            let changement = self.change.notified();
            //  ^^^^^^^^^^ avant de regarder : un dépôt qui vient juste après le regard est alors entendu.
            //             `notify_waiters` n'atteint que les `notified()` qui existent déjà.
            {
                let mut quantite = self.quantite.lock().await;
                if *quantite >= n {
                    *quantite -= n;
                    // Aucun `.await` après ceci : abandonné, un retrait n'a rien pris.
                    return;
                }
            }
            // ^ le verrou est rendu ici : gardé pendant l'attente, il empêcherait tout dépôt.
            changement.await;
            // Un autre a pu se servir entre-temps : on regarde de nouveau.
        }
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
