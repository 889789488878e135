// faute   : confie l'acteur à une tâche et finit tout de suite
// message : il a déjà fini
// test    : etape3::l_acteur_dort_puis_finit_quand_tous_les_emetteurs_sont_partis

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    tokio::spawn(async move {
        let mut table = HashMap::new();
        while let Some(commande) = rx.recv().await {
            match commande {
                Commande::Ecrire { cle, valeur } => {
                    table.insert(cle, valeur);
                }
                Commande::Lire { cle, reponse } => {
                    let _ = reponse.send(table.get(&cle).cloned());
                }
            }
        }
    });
}
