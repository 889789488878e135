// faute   : la mesure est abandonnée au bout d'une heure
// message : une mesure dure ce qu'elle dure
// test    : etape2::la_valeur_s_ajoute_a_la_fin_de_la_liste

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let limite = std::time::Duration::from_secs(3600);
    if let Ok(valeur) = tokio::time::timeout(limite, capteur).await {
        mesures.lock().await.push(valeur);
    }
}
