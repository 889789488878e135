// faute   : `mesures.lock().await.push(capteur.await)` prend le verrou d'abord
// message : l'un attend que l'autre ait fini
// test    : etape2::la_liste_reste_libre_pendant_la_mesure

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    mesures.lock().await.push(capteur.await);
}
