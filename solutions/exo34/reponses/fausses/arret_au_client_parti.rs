// faute   : s'arrête quand un client n'attend plus sa réponse
// message : un client parti ne l'arrête pas

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let mut table = HashMap::new();
    while let Some(commande) = rx.recv().await {
        match commande {
            Commande::Ecrire { cle, valeur } => {
                table.insert(cle, valeur);
            }
            Commande::Lire { cle, reponse } => {
                if reponse.send(table.get(&cle).cloned()).is_err() {
                    break;
                }
            }
        }
    }
}
