// faute   : 256 tâches au plus à la fois : la suivante attend que l'une d'elles finisse
// message : toutes lancées avant d'attendre la première
// test    : etape1::toutes_les_taches_sont_lancees_avant_la_premiere_attente

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Arc::new(Mutex::new(0));
    let mut equipe = tokio::task::JoinSet::new();
    for _ in 0..taches {
        if equipe.len() >= 256 {
            equipe.join_next().await.unwrap().unwrap();
        }
        let compteur = Arc::clone(&compteur);
        equipe.spawn(async move {
            for _ in 0..increments {
                *compteur.lock().await += 1;
            }
        });
    }
    equipe.join_all().await;
    *compteur.lock().await
}
