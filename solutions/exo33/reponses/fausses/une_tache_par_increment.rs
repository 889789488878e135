// faute   : une tâche par incrément
// message : une tâche par part, pas une par incrément

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Arc::new(Mutex::new(0));
    let mut equipe = tokio::task::JoinSet::new();
    for _ in 0..taches {
        for _ in 0..increments {
            let compteur = Arc::clone(&compteur);
            equipe.spawn(async move { *compteur.lock().await += 1 });
        }
    }
    equipe.join_all().await;
    *compteur.lock().await
}
