// faute   : seule la dernière tâche lancée est attendue
// message : la dernière lancée n'est pas toujours la dernière finie
// test    : etape1::la_derniere_tache_lancee_n_est_pas_toujours_la_derniere_finie

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
    if let Some(derniere) = poignees.pop() {
        derniere.await.unwrap();
    }
    *compteur.lock().await
}
