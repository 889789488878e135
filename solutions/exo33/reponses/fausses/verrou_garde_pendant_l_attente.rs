// faute   : le verrou est gardé pendant qu'on attend les tâches
// message : un verrou gardé pendant qu'on attend les tâches

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Arc::new(Mutex::new(0));
    let mut poignees = Vec::new();
    for _ in 0..taches {
        let compteur = Arc::clone(&compteur);
        poignees.push(tokio::spawn(async move {
            for _ in 0..increments {
                *compteur.lock().await += 1;
            }
        }));
    }
    let total = compteur.lock().await;
    for poignee in poignees {
        poignee.await.unwrap();
    }
    *total
}
