// faute   : l'ajout part dans une tâche que personne n'attend
// message : elle n'y est entrée qu'après la fin de l'appel

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let valeur = capteur.await;
    tokio::spawn(async move { mesures.lock().await.push(valeur) });
}
