// faute   : ne sert que la première commande
// message : ni la première ni un client parti ne doit l'arrêter

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let mut table = HashMap::new();
    if let Some(commande) = rx.recv().await {
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
