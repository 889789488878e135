// faute   : une table `static`, commune à tous les acteurs
// message : une clé inconnue donne `None`
// test    : etape3::deux_acteurs_ont_chacun_leur_table

use std::sync::Mutex;

static TABLE: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    while let Some(commande) = rx.recv().await {
        let mut table = TABLE.lock().unwrap();
        match commande {
            Commande::Ecrire { cle, valeur } => {
                table.retain(|(autre, _)| *autre != cle);
                table.push((cle, valeur));
            }
            Commande::Lire { cle, reponse } => {
                let trouvee = table.iter().find(|(autre, _)| *autre == cle);
                let _ = reponse.send(trouvee.map(|(_, valeur)| valeur.clone()));
            }
        }
    }
}
