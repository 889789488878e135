// faute   : une valeur déjà dans la liste n'y entre pas une seconde fois
// message : chaque valeur s'ajoute une fois

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let valeur = capteur.await;
    let mut liste = mesures.lock().await;
    if !liste.contains(&valeur) {
        liste.push(valeur);
    }
}
