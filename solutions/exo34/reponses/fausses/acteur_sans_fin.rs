// faute   : `loop` et `if let` : tourne à vide quand les émetteurs sont partis
// message : l'acteur n'a plus rien à attendre, il finit

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let mut table = HashMap::new();
    loop {
        match rx.recv().await {
            Some(Commande::Ecrire { cle, valeur }) => {
                table.insert(cle, valeur);
            }
            Some(Commande::Lire { cle, reponse }) => {
                let _ = reponse.send(table.get(&cle).cloned());
            }
            None => {}
        }
    }
}
