// faute   : le garde du verrou n'est pas `mut`
// compilateur : E0596
// message : as mutable

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let valeur = capteur.await;
    let liste = mesures.lock().await;
    liste.push(valeur);
}
