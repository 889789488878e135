// faute   : `try_lock` : la valeur est perdue si la liste est occupée
// message : il a fini, et la valeur est perdue
// test    : etape2::une_liste_occupee_fait_attendre_sans_tourner_en_boucle

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let valeur = capteur.await;
    if let Ok(mut liste) = mesures.try_lock() {
        liste.push(valeur);
    }
}
