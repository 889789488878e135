// faute   : une tâche par commande : l'ordre se perd
// message : `Ecrire` remplace la valeur de sa clé

use std::sync::{Arc, Mutex};

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let table = Arc::new(Mutex::new(HashMap::new()));
    while let Some(commande) = rx.recv().await {
        let table = Arc::clone(&table);
        tokio::spawn(async move {
            match commande {
                Commande::Ecrire { cle, valeur } => {
                    tokio::task::yield_now().await;
                    table.lock().unwrap().insert(cle, valeur);
                }
                Commande::Lire { cle, reponse } => {
                    let _ = reponse.send(table.lock().unwrap().get(&cle).cloned());
                }
            }
        });
    }
}
