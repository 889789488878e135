// faute   : la durée est attendue deux fois
// message : c'est `duree`, et rien d'autre

async fn faire_une_pause(duree: Duration) {
    tokio::time::sleep(duree).await;
    tokio::time::sleep(duree).await;
}
