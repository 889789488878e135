// faute   : s'arrête dès que les émetteurs sont partis, sans vider le canal
// message : sert aussi les commandes déjà dans le canal
// test    : etape3::les_commandes_deja_en_file_sont_servies_dans_l_ordre

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let mut table = HashMap::new();
    loop {
        if rx.is_closed() {
            break;
        }
        let Some(commande) = rx.recv().await else {
            break;
        };
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
