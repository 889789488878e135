// faute   : `unwrap` sur l'envoi de la réponse
// message : `unwrap` sur l'envoi de la réponse tue l'acteur
// test    : etape3::un_client_parti_sans_attendre_ne_tue_pas_l_acteur

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let mut table = HashMap::new();
    while let Some(commande) = rx.recv().await {
        match commande {
            Commande::Ecrire { cle, valeur } => {
                table.insert(cle, valeur);
            }
            Commande::Lire { cle, reponse } => {
                reponse.send(table.get(&cle).cloned()).unwrap();
            }
        }
    }
}
