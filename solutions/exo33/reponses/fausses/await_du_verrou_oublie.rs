// faute   : `.await` oublié : `lock()` rend un future, pas la liste
// compilateur : E0599
// message : no method named `push` found for opaque type

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let valeur = capteur.await;
    mesures.lock().push(valeur);
}
