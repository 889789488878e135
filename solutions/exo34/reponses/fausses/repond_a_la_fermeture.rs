// faute   : rassemble toutes les commandes avant de les servir
// message : sans attendre d'autres commandes ni la fermeture du canal

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let mut commandes = Vec::new();
    while let Some(commande) = rx.recv().await {
        commandes.push(commande);
    }
    let mut table = HashMap::new();
    for commande in commandes {
        match commande {
            Commande::Ecrire { cle, valeur } => {
                table.insert(cle, valeur);
            }
            Commande::Lire { cle, reponse } => {
                let _ = reponse.send(table.get(&cle).cloned());
            }
        }
    }
}
