// faute   : la tâche emprunte le compteur local
// compilateur : E0597
// message : borrowed value does not live long enough

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Mutex::new(0);
    let mut poignees = Vec::new();
    for _ in 0..taches {
        let compteur = &compteur;
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
