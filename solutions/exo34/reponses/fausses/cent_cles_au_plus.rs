// faute   : au-delà de cent clés, la plus ancienne est oubliée
// message : qu'aucune autre n'efface
// test    : etape3::lire_rend_la_derniere_valeur_ecrite

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let mut table = std::collections::VecDeque::<(String, String)>::new();
    while let Some(commande) = rx.recv().await {
        match commande {
            Commande::Ecrire { cle, valeur } => {
                table.retain(|(connue, _)| *connue != cle);
                table.push_back((cle, valeur));
                if table.len() > 100 {
                    table.pop_front();
                }
            }
            Commande::Lire { cle, reponse } => {
                let paire = table.iter().find(|(connue, _)| *connue == cle);
                let _ = reponse.send(paire.map(|(_, valeur)| valeur.clone()));
            }
        }
    }
}
