// faute   : la dernière tâche à finir prévient l'appel : sans aucune tâche, personne ne le fait
// message : sans tâche, personne ne viendra prévenir l'appel
// test    : etape1::sans_rien_a_compter_le_total_est_zero_sans_attendre

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let etat = Arc::new((std::sync::Mutex::new((0, taches)), Notify::new()));
    for _ in 0..taches {
        let etat = Arc::clone(&etat);
        tokio::spawn(async move {
            for _ in 0..increments {
                etat.0.lock().unwrap().0 += 1;
            }
            let mut compte = etat.0.lock().unwrap();
            compte.1 -= 1;
            if compte.1 == 0 {
                etat.1.notify_one();
            }
        });
    }
    etat.1.notified().await;
    let total = etat.0.lock().unwrap().0;
    total
}
