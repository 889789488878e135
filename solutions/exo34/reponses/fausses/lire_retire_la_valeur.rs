// faute   : `remove` au lieu de `get`
// message : `Lire` la copie sans la retirer
// test    : etape3::lire_rend_la_derniere_valeur_ecrite

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let mut table = HashMap::new();
    while let Some(commande) = rx.recv().await {
        match commande {
            Commande::Ecrire { cle, valeur } => {
                table.insert(cle, valeur);
            }
            Commande::Lire { cle, reponse } => {
                let _ = reponse.send(table.remove(&cle));
            }
        }
    }
}
