// Exo 34 · Canaux : des tâches qui se parlent par messages.
//
// La consigne, la leçon et les indices sont dans exo34/README.md.
// Remplace chaque `todo!`, puis lance : cargo test -p exo34

use std::time::Duration;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::time::{Instant, sleep};

/// Étape 1 : envoie 0, 1, … n-1, et s'arrête sans bruit au premier envoi refusé.
async fn produire(tx: mpsc::Sender<u32>, n: u32) {
    todo!("étape 1 : envoie chaque nombre en attendant qu'il y ait de la place (`mpsc::Sender`)")
}

/// Étape 1, suite : rassemble tout ce qui arrive, jusqu'à la fermeture du canal.
async fn consommer(rx: mpsc::Receiver<u32>) -> Vec<u32> {
    todo!("étape 1 : reçois jusqu'à ce que le canal dise qu'il est fermé (`mpsc::Receiver`)")
}

/// Étape 2 : chaque producteur envoie (son numéro, 0), (son numéro, 1), … ; rend toutes les paires.
async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    todo!("étape 2 : une tâche par producteur, un seul canal, et une fin qui arrive d'elle-même")
}

/// Donné : ce qu'un client peut demander à l'acteur.
enum Commande {
    Ecrire {
        cle: String,
        valeur: String,
    },
    Lire {
        cle: String,
        reponse: oneshot::Sender<Option<String>>,
    },
}

/// Étape 3 : possède la table et sert les commandes dans l'ordre, tant qu'il reste un émetteur.
async fn acteur(rx: mpsc::Receiver<Commande>) {
    todo!("étape 3 : une table à toi seul, une commande à la fois, une réponse par `oneshot`")
}

/// Étape 4 : démarre un étage qui met au carré chaque nombre de `entree`. Le lecteur règle
/// l'allure : l'étage n'a jamais plus de `capacite` + 1 valeurs d'avance sur lui (0 compte pour 1).
fn etage_au_carre(entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    todo!("étape 4 : une tâche entre deux canaux bornés, qui voit aussi partir son lecteur")
}

/// Donné : ce qu'un auditeur a entendu, et combien de messages il a manqués.
#[derive(Debug, Default, PartialEq, Eq)]
struct Journal {
    messages: Vec<String>,
    perdus: u64,
}

/// Étape 5, défi : note tout ce qui est dit, et compte ce qu'un retard a fait perdre, jusqu'à la fermeture du canal ou
/// l'arrêt.
async fn ecouter(rx: broadcast::Receiver<String>, arret: watch::Receiver<bool>) -> Journal {
    todo!("étape 5 : attends ensemble le message suivant et l'arrêt (`broadcast`, `watch`)")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("un producteur et un consommateur, une seule place entre eux");
    let (tx, rx) = mpsc::channel(1);
    let ((), recus) = tokio::join!(produire(tx, 5), consommer(rx));
    println!("    reçu : {recus:?}");

    println!("deux producteurs, trois messages chacun");
    println!("    reçu : {:?}", collecter(2, 3).await);

    println!("un acteur et deux clients");
    let (tx, rx) = mpsc::channel(4);
    tokio::join!(
        acteur(rx),
        client("Ada", tx.clone()),
        client("Linus", tx), // le dernier émetteur : l'acteur finit avec lui
    );

    println!("une chaîne : 6 nombres, un étage, et un lecteur qui prend 100 ms par valeur");
    let depart = Instant::now();
    let ecoule = || depart.elapsed().as_millis();
    let (tx, entree) = mpsc::channel(1);
    let mut sortie = etage_au_carre(entree, 1);
    tokio::join!(
        async {
            produire(tx, 6).await;
            println!("{:>4} ms  tout est envoyé", ecoule());
        },
        async {
            while let Some(carre) = sortie.recv().await {
                println!("{:>4} ms  lu : {carre}", ecoule());
                sleep(Duration::from_millis(100)).await;
            }
            println!("{:>4} ms  la sortie est fermée", ecoule());
        },
    );

    println!(
        "une annonce, deux auditeurs, et l'arrêt : l'un est à l'heure, l'autre s'y met trop tard"
    );
    let (annonces, a_l_heure) = broadcast::channel(4);
    let en_retard = annonces.subscribe();
    let (fin, arret) = watch::channel(false);
    let (premier, second) = tokio::join!(ecouter(a_l_heure, arret.clone()), async {
        for numero in 1..=6 {
            let _ = annonces.send(format!("annonce {numero}"));
            sleep(Duration::from_millis(10)).await;
        }
        let _ = fin.send(true);
        ecouter(en_retard, arret).await
    },);
    println!("    à l'heure : {premier:?}");
    println!("    en retard : {second:?}");
}

/// Donné : un client qui se présente à l'acteur, puis lui demande ce qu'il a retenu.
async fn client(nom: &str, tx: mpsc::Sender<Commande>) {
    let ecriture = Commande::Ecrire {
        cle: nom.to_owned(),
        valeur: format!("{nom} est passé par ici"),
    };
    let _ = tx.send(ecriture).await;
    let (reponse, retour) = oneshot::channel();
    let cle = nom.to_owned();
    let _ = tx.send(Commande::Lire { cle, reponse }).await;
    println!("    {nom} relit : {:?}", retour.await);
}
