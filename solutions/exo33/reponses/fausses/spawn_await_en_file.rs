// faute   : chaque tâche est attendue avant de lancer la suivante
// message : attend chaque tâche avant de lancer la suivante

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Arc::new(Mutex::new(0));
    for _ in 0..taches {
        let compteur = Arc::clone(&compteur);
        tokio::spawn(async move {
            for _ in 0..increments {
                *compteur.lock().await += 1;
            }
        })
        .await
        .unwrap();
    }
    *compteur.lock().await
}
