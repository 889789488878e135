// faute   : la liste est ôtée de sa place pendant la mesure, puis remise
// message : la liste a été ôtée de sa place (`mem::take`)
// message : ni la liste elle-même, ôtée de sa place
// test    : etape2::la_liste_reste_libre_pendant_la_mesure
// test    : etape2::abandonner_pendant_la_mesure_laisse_la_liste_telle_quelle

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let mut liste = std::mem::take(&mut *mesures.lock().await);
    liste.push(capteur.await);
    *mesures.lock().await = liste;
}
