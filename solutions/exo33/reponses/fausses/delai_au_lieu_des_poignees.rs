// faute   : un délai fixe à la place des poignées
// message : un délai fixe n'attend pas les tâches
// test    : etape1::sans_rien_a_compter_le_total_est_zero_sans_attendre

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
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    *compteur.lock().await
}
