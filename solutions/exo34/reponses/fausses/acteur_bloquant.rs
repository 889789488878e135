// faute   : `blocking_recv` dans l'acteur
// message : un appel `blocking_…` (ou `block_on`) bloque un thread du runtime

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let mut table = HashMap::new();
    while let Some(commande) = rx.blocking_recv() {
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
