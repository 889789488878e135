// faute   : `try_lock` en boucle, coupée de pauses
// message : même coupée de pauses
// test    : etape2::une_liste_occupee_fait_attendre_sans_tourner_en_boucle

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let valeur = capteur.await;
    loop {
        if let Ok(mut liste) = mesures.try_lock() {
            liste.push(valeur);
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
}
