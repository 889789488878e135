// faute   : la première tâche est attendue avant de lancer les autres
// message : toutes lancées avant d'attendre la première

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Arc::new(Mutex::new(0));
    let mut poignees = Vec::new();
    for numero in 0..taches {
        let compteur = Arc::clone(&compteur);
        poignees.push(tokio::spawn(async move {
            for _ in 0..increments {
                *compteur.lock().await += 1;
            }
        }));
        if numero == 0 {
            poignees.pop().unwrap().await.unwrap();
        }
    }
    for poignee in poignees {
        poignee.await.unwrap();
    }
    *compteur.lock().await
}
