// faute   : les tâches sont lancées par lots de seize
// message : sans les grouper par lots

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Arc::new(Mutex::new(0));
    let mut reste = taches;
    while reste > 0 {
        let lot = reste.min(16);
        let mut equipe = tokio::task::JoinSet::new();
        for _ in 0..lot {
            let compteur = Arc::clone(&compteur);
            equipe.spawn(async move {
                for _ in 0..increments {
                    *compteur.lock().await += 1;
                }
            });
        }
        equipe.join_all().await;
        reste -= lot;
    }
    *compteur.lock().await
}
