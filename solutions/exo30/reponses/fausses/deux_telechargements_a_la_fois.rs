// faute   : deux places pour tous les téléchargements
// message : ni un nombre de places limité
// test    : etape1::deux_telechargements_attendus_ensemble_durent_une_seconde

async fn telecharger_fichier(nom: &str) -> String {
    static PLACES: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(2);
    let _place = PLACES.acquire().await.expect("jamais fermé");
    tokio::time::sleep(Duration::from_secs(1)).await;
    format!("contenu de {nom}")
}
