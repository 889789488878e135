// faute   : le verrou est rendu entre la lecture et l'écriture
// message : il manque des incréments

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Arc::new(Mutex::new(0));
    let mut poignees = Vec::new();
    for _ in 0..taches {
        let compteur = Arc::clone(&compteur);
        poignees.push(tokio::spawn(async move {
            for _ in 0..increments {
                let valeur = *compteur.lock().await;
                tokio::task::yield_now().await;
                *compteur.lock().await = valeur + 1;
            }
        }));
    }
    for poignee in poignees {
        poignee.await.unwrap();
    }
    *compteur.lock().await
}
