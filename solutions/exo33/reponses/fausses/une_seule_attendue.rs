// faute   : seule la première tâche est attendue
// message : toutes les tâches ne sont pas attendues

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
    if let Some(premiere) = poignees.into_iter().next() {
        premiere.await.unwrap();
    }
    *compteur.lock().await
}
