// faute   : un silence d'une seconde arrête l'acteur
// message : même après un long silence

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let mut table = HashMap::new();
    while let Ok(Some(commande)) =
        tokio::time::timeout(std::time::Duration::from_secs(1), rx.recv()).await
    {
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
