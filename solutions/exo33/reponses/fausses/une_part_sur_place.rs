// faute   : la dernière part est comptée sur place, sans tâche
// message : confie chaque part à sa propre tâche

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Arc::new(Mutex::new(0));
    let mut poignees = Vec::new();
    for _ in 1..taches {
        let compteur = Arc::clone(&compteur);
        poignees.push(tokio::spawn(async move {
            for _ in 0..increments {
                *compteur.lock().await += 1;
            }
        }));
    }
    for _ in 0..if taches > 0 { increments } else { 0 } {
        *compteur.lock().await += 1;
    }
    for poignee in poignees {
        poignee.await.unwrap();
    }
    *compteur.lock().await
}
