// faute   : `increments` tâches qui ajoutent chacune `taches` fois 1
// message : il faut `taches` tâches (et non `increments`)
// test    : etape1::toutes_les_taches_sont_lancees_avant_la_premiere_attente

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Arc::new(Mutex::new(0));
    let mut poignees = Vec::new();
    for _ in 0..increments {
        let compteur = Arc::clone(&compteur);
        poignees.push(tokio::spawn(async move {
            for _ in 0..taches {
                *compteur.lock().await += 1;
            }
        }));
    }
    for poignee in poignees {
        poignee.await.unwrap();
    }
    *compteur.lock().await
}
