// faute   : répond par une référence au lieu d'une copie
// compilateur : E0308
// message : mismatched types

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let mut table = HashMap::new();
    while let Some(commande) = rx.recv().await {
        match commande {
            Commande::Ecrire { cle, valeur } => {
                table.insert(cle, valeur);
            }
            Commande::Lire { cle, reponse } => {
                let _ = reponse.send(table.get(&cle));
            }
        }
    }
}
