// faute   : le récepteur est donné au premier tour de boucle
// compilateur : E0382
// message : use of moved value

async fn compter_les_tics(periode: Duration, arret: oneshot::Receiver<()>) -> u32 {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut tics = 0;
    loop {
        tokio::select! { _ = arret => return tics, _ = horloge.tick() => tics += 1, }
    }
}
