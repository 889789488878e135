// faute   : le verrou de `std` est gardé à travers un `.await`
// compilateur : aucun
// message : future cannot be sent between threads safely
// message : MutexGuard

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Arc::new(std::sync::Mutex::new(0));
    let mut poignees = Vec::new();
    for _ in 0..taches {
        let compteur = Arc::clone(&compteur);
        poignees.push(tokio::spawn(async move {
            for _ in 0..increments {
                let mut total = compteur.lock().unwrap();
                *total += 1;
                tokio::task::yield_now().await;
            }
        }));
    }
    for poignee in poignees {
        poignee.await.unwrap();
    }
    let total = *compteur.lock().unwrap();
    total
}
