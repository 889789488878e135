// faute   : une boucle guette la fin des tâches au lieu d'attendre leurs poignées
// message : ce qui prévient de la fin d'une tâche, c'est sa poignée
// test    : etape1::l_appel_attend_ses_taches_par_leurs_poignees

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
    drop(poignees);
    while Arc::strong_count(&compteur) > 1 {
        tokio::task::yield_now().await;
    }
    *compteur.lock().await
}
