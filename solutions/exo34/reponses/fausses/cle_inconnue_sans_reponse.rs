// faute   : ne répond pas quand la clé est inconnue
// message : chaque `Lire` reçoit une réponse

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let mut table = HashMap::new();
    while let Some(commande) = rx.recv().await {
        match commande {
            Commande::Ecrire { cle, valeur } => {
                table.insert(cle, valeur);
            }
            Commande::Lire { cle, reponse } => {
                if let Some(valeur) = table.get(&cle) {
                    let valeur: &String = valeur;
                    let _ = reponse.send(Some(valeur.clone()));
                }
            }
        }
    }
}
