// faute   : les parts sont comptées l'une après l'autre, sans tâche
// message : confie chaque part à sa propre tâche

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Mutex::new(0);
    for _ in 0..taches {
        async {
            for _ in 0..increments {
                *compteur.lock().await += 1;
            }
        }
        .await;
    }
    *compteur.lock().await
}
