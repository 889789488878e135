// faute   : une boucle de `try_lock`
// message : une boucle de `try_lock` occupe le thread pour rien

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let valeur = capteur.await;
    loop {
        if let Ok(mut liste) = mesures.try_lock() {
            liste.push(valeur);
            return;
        }
        tokio::task::yield_now().await;
    }
}
