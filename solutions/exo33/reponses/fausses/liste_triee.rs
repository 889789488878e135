// faute   : la liste est triée et dédoublonnée à chaque ajout
// message : sans toucher aux précédentes
// test    : etape2::la_valeur_s_ajoute_a_la_fin_de_la_liste

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let valeur = capteur.await;
    let mut liste = mesures.lock().await;
    liste.push(valeur);
    liste.sort();
    liste.dedup();
}
