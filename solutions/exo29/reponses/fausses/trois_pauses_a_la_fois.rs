// faute   : trois places pour toutes les pauses
// message : un nombre de places, qu'ils partagent
// test    : etape1::deux_pauses_attendues_ensemble_durent_la_plus_longue

async fn faire_une_pause(duree: Duration) {
    static PLACES: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(3);
    let _place = PLACES.acquire().await.expect("jamais fermé");
    tokio::time::sleep(duree).await;
}
