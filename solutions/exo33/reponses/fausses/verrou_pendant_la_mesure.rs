// faute   : le verrou est pris avant d'attendre le capteur
// message : l'un attend que l'autre ait fini
// message : le verrou de la liste est gardé pendant qu'on attend le capteur

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let mut liste = mesures.lock().await;
    liste.push(capteur.await);
}
