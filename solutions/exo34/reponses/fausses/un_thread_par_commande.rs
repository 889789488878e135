// faute   : un thread par commande, autour d'une table partagée : l'ordre se perd
// message : un thread par commande
// test    : etape3::une_commande_n_est_pas_une_tache

use std::sync::{Arc, Mutex};

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let table = Arc::new(Mutex::new(HashMap::new()));
    while let Some(commande) = rx.recv().await {
        let table = Arc::clone(&table);
        std::thread::spawn(move || match commande {
            Commande::Ecrire { cle, valeur } => {
                table.lock().unwrap().insert(cle, valeur);
            }
            Commande::Lire { cle, reponse } => {
                let _ = reponse.send(table.lock().unwrap().get(&cle).cloned());
            }
        });
    }
}
