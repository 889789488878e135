// faute   : la durée est arrondie à la seconde
// message : une durée convertie en secondes entières

async fn faire_une_pause(duree: Duration) {
    tokio::time::sleep(Duration::from_secs(duree.as_secs())).await;
}
