// Exo 34 · Canaux : la solution.
//
// Les lignes soulignées de ^^^ sont celles qui comptent ; le commentaire dit pourquoi ainsi.

use std::collections::HashMap;
use std::future::pending;
use std::time::Duration;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::{Semaphore, broadcast, mpsc, oneshot, watch};
use tokio::time::{Instant, sleep};

/// Étape 1 : envoie 0, 1, … n-1, et s'arrête sans bruit au premier envoi refusé.
async fn produire(tx: mpsc::Sender<u32>, n: u32) {
    for i in 0..n {
        // `send` attend qu'une place se libère ; `try_send` perdrait le message quand le canal est plein.
        if tx.send(i).await.is_err() {
            //              ^^^^^^^^ le lecteur est parti, et aucun envoi ne réussira plus. Ce n'est pas
            // une panne : `unwrap` en ferait une panique, ignorer l'erreur ferait tourner la boucle pour rien.
            return;
        }
    }
    // `tx` est lâché ici : c'est ainsi que le lecteur apprend que c'est fini.
}

/// Étape 1, suite : rassemble tout ce qui arrive, jusqu'à la fermeture du canal.
async fn consommer(mut rx: mpsc::Receiver<u32>) -> Vec<u32> {
    let mut recus = Vec::new();
    // `None` ne veut pas dire « rien pour l'instant » mais « plus jamais rien » : tous les émetteurs sont
    // partis, et ce qu'ils avaient laissé dans le canal a été lu.
    while let Some(nombre) = rx.recv().await {
        recus.push(nombre);
    }
    recus
}

/// Étape 2 : chaque producteur envoie (son numéro, 0), (son numéro, 1), … ; rend toutes les paires.
async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    // La capacité ne change que l'allure. Elle ne doit pas être ce qui fait marcher le programme.
    let (tx, mut rx) = mpsc::channel(16);
    for producteur in 0..producteurs {
        let tx = tx.clone();
        tokio::spawn(async move {
            for message in 0..messages {
                if tx.send((producteur, message)).await.is_err() {
                    return;
                }
            }
        });
        // Attendre les tâches avant d'avoir vidé le canal les laisserait, lui plein, attendre pour toujours.
    }
    drop(tx);
    // ^^^^^ l'original compte aussi : tant qu'il vit, le canal reste ouvert et la boucle ne finit pas.
    let mut paires = Vec::new();
    while let Some(paire) = rx.recv().await {
        paires.push(paire);
    }
    paires
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
async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    // Ni `Arc` ni `Mutex` : une seule tâche touche la table, et le canal met les clients en file.
    let mut table: HashMap<String, String> = HashMap::new();
    while let Some(commande) = rx.recv().await {
        match commande {
            Commande::Ecrire { cle, valeur } => {
                table.insert(cle, valeur);
            }
            Commande::Lire { cle, reponse } => {
                let _ = reponse.send(table.get(&cle).cloned());
                //    ^ le client a pu partir sans attendre : un `unwrap` ici arrêterait l'acteur, donc
                // tous les autres clients avec lui.
            }
        }
    }
}

/// Étape 4 : démarre un étage qui met au carré chaque nombre de `entree`. Le lecteur règle
/// l'allure : l'étage n'a jamais plus de `capacite` + 1 valeurs d'avance sur lui (0 compte pour 1).
fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    // Tokio panique si on lui demande 0 place, ou plus qu'il n'en compte.
    let (tx, rx) = mpsc::channel(capacite.clamp(1, Semaphore::MAX_PERMITS));
    tokio::spawn(async move {
        loop {
            // Le départ du lecteur est une nouvelle comme une autre : n'attendre que `entree` laisserait
            // l'étage et son entrée en vie jusqu'à la prochaine valeur, qui ne viendra peut-être jamais.
            let nombre = tokio::select! {
                recu = entree.recv() => match recu {
                    Some(nombre) => u64::from(nombre),
                    None => return,
                },
                () = tx.closed() => return,
                //   ^^^^^^^^^^^ `recv` ne perd rien si c'est cette branche qui gagne.
            };
            // C'est cette attente qui freine l'amont : la sortie pleine, l'étage ne tire plus rien de
            // l'entrée. Il tient alors une valeur en main, d'où le « + 1 ».
            if tx.send(nombre * nombre).await.is_err() {
                return;
            }
        }
    });
    rx
}

/// Donné : ce qu'un auditeur a entendu, et combien de messages il a manqués.
#[derive(Debug, Default, PartialEq, Eq)]
struct Journal {
    messages: Vec<String>,
    perdus: u64,
}

/// Étape 5, défi : note tout ce qui est dit, et compte ce qu'un retard a fait perdre, jusqu'à la fermeture du canal ou
/// l'arrêt.
async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    loop {
        let recu = tokio::select! {
            () = arret_donne(&mut arret) => break,
            recu = rx.recv() => recu,
        };
        match recu {
            Ok(message) => journal.messages.push(message),
            Err(RecvError::Lagged(n)) => journal.perdus += n,
            //             ^^^^^^ un retard, et non la fin : le `recv` suivant rend le plus ancien message qui reste.
            Err(RecvError::Closed) => return journal,
        }
    }
    // `select!` a pu voir l'arrêt avant les messages qui attendaient : ils ont été dits, on les lit sans plus attendre.
    loop {
        match rx.try_recv() {
            Ok(message) => journal.messages.push(message),
            Err(TryRecvError::Lagged(n)) => journal.perdus += n,
            //                ^^^^^^ ici aussi : `while let Ok(…)` s'arrêterait au premier retard.
            Err(TryRecvError::Empty | TryRecvError::Closed) => return journal,
        }
    }
}

/// Attend que l'arrêt soit `true` : pour toujours, si plus personne ne peut le donner.
async fn arret_donne(arret: &mut watch::Receiver<bool>) {
    // `wait_for` regarde d'abord la valeur qui est là ; `changed` n'attendrait que la suivante.
    if arret.wait_for(|donne| *donne).await.is_err() {
        //                                  ^^^^^^ l'émetteur est parti sans rien dire. Revenir ici à chaque tour rendrait
        // la même erreur aussitôt : la boucle tournerait à vide. Attendre pour toujours éteint la branche.
        pending::<()>().await;
    }
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
