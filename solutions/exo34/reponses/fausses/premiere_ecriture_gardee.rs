// faute   : `entry().or_insert` : la seconde écriture ne remplace pas
// message : `Ecrire` remplace la valeur de sa clé
// test    : etape3::beaucoup_de_clients_se_partagent_une_seule_place
// test    : etape3::l_ordre_tient_aussi_sur_plusieurs_threads

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let mut table = HashMap::new();
    while let Some(commande) = rx.recv().await {
        match commande {
            Commande::Ecrire { cle, valeur } => {
                table.entry(cle).or_insert(valeur);
            }
            Commande::Lire { cle, reponse } => {
                let _ = reponse.send(table.get(&cle).cloned());
            }
        }
    }
}
