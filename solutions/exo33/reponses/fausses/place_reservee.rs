// faute   : la place est réservée avant la mesure
// message : une place réservée d'avance
// message : la place d'une valeur se décide quand elle arrive
// test    : etape2::abandonner_pendant_la_mesure_laisse_la_liste_telle_quelle

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let place = {
        let mut liste = mesures.lock().await;
        liste.push(0);
        liste.len() - 1
    };
    let valeur = capteur.await;
    mesures.lock().await[place] = valeur;
}
