// faute   : `try_lock().unwrap()` : l'appel panique dès que la liste est prise
// message : un verrou occupé n'est pas une erreur

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let valeur = capteur.await;
    mesures.try_lock().unwrap().push(valeur);
}
