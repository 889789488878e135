// faute   : la liste est copiée, puis réécrite après l'attente
// message : une liste copiée, puis réécrite
// test    : etape2::deux_capteurs_lents_durent_le_plus_lent
// test    : etape2::les_valeurs_se_rangent_par_ordre_d_arrivee_sans_se_perdre

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let mut copie = mesures.lock().await.clone();
    copie.push(capteur.await);
    *mesures.lock().await = copie;
}
