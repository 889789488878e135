// faute   : une tâche par clé, qui en garde la valeur
// message : une tâche par clé, ou quelques-unes que la clé désigne
// test    : etape3::une_commande_n_est_pas_une_tache

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let mut cles = HashMap::new();
    while let Some(commande) = rx.recv().await {
        let (Commande::Ecrire { cle, .. } | Commande::Lire { cle, .. }) = &commande;
        let boite = cles.entry(cle.clone()).or_insert_with(garder_une_cle);
        let _ = boite.send(commande);
    }
}

fn garder_une_cle() -> mpsc::UnboundedSender<Commande> {
    let (tx, mut rx) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut gardee = None;
        while let Some(commande) = rx.recv().await {
            match commande {
                Commande::Ecrire { valeur, .. } => gardee = Some(valeur),
                Commande::Lire { reponse, .. } => drop(reponse.send(gardee.clone())),
            }
        }
    });
    tx
}
