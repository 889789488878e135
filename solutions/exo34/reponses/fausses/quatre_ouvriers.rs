// faute   : quatre tâches se partagent les commandes, et la clé dit laquelle les sert
// message : une tâche par clé, ou quelques-unes que la clé désigne
// test    : etape3::une_commande_n_est_pas_une_tache

async fn acteur(mut rx: mpsc::Receiver<Commande>) {
    let mut ouvriers = Vec::new();
    for _ in 0..4 {
        let (tx, a_servir) = mpsc::channel(8);
        ouvriers.push((tx, tokio::spawn(servir(a_servir))));
    }
    while let Some(commande) = rx.recv().await {
        let (Commande::Ecrire { cle, .. } | Commande::Lire { cle, .. }) = &commande;
        let rang = cle.bytes().map(usize::from).sum::<usize>() % 4;
        let _ = ouvriers[rang].0.send(commande).await;
    }
    for (tx, ouvrier) in ouvriers {
        drop(tx);
        let _ = ouvrier.await;
    }
}

async fn servir(mut rx: mpsc::Receiver<Commande>) {
    let mut table = HashMap::new();
    while let Some(commande) = rx.recv().await {
        match commande {
            Commande::Ecrire { cle, valeur } => drop(table.insert(cle, valeur)),
            Commande::Lire { cle, reponse } => drop(reponse.send(table.get(&cle).cloned())),
        }
    }
}
