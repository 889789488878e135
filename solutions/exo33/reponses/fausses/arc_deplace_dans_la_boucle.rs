// faute   : l'`Arc` part dans la première tâche : il faut un clone par tâche
// compilateur : E0382
// message : value moved here, in previous iteration of loop

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Arc::new(Mutex::new(0));
    let mut poignees = Vec::new();
    for _ in 0..taches {
        poignees.push(tokio::spawn(async move {
            for _ in 0..increments {
                *compteur.lock().await += 1;
            }
        }));
    }
    for poignee in poignees {
        poignee.await.unwrap();
    }
    *compteur.lock().await
}
