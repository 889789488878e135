// faute   : la fonction porte un autre nom
// retire  : enregistrer
// compilateur : E0432
// message : unresolved import `crate::enregistrer`
// message : nom fixé par l'énoncé

async fn ajouter_mesure(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let valeur = capteur.await;
    mesures.lock().await.push(valeur);
}
