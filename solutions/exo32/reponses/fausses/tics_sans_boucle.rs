// faute   : pas de boucle : rend la main au premier tic
// message : avant l'arrêt
// message : que seul l'arrêt termine

async fn compter_les_tics(periode: Duration, arret: oneshot::Receiver<()>) -> u32 {
    let mut horloge = interval(periode);
    horloge.tick().await;
    tokio::select! { _ = arret => 0, _ = horloge.tick() => 1 }
}
