// faute   : les espaces autour des clés sont ôtés
// message : fût-ce d'une majuscule ou d'un espace
// test    : etape3::lire_rend_la_derniere_valeur_ecrite

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let mut table = HashMap::new();
    while let Some(commande) = rx.recv().await {
        match commande {
            Commande::Ecrire { cle, valeur } => {
                table.insert(cle.trim().to_owned(), valeur);
            }
            Commande::Lire { cle, reponse } => {
                let _ = reponse.send(table.get(cle.trim()).cloned());
            }
        }
    }
}
