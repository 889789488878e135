// faute   : la valeur est ajoutée au début
// message : chaque valeur s'ajoute une fois, à la fin

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let valeur = capteur.await;
    mesures.lock().await.insert(0, valeur);
}
