// faute   : le récepteur est reçu par référence, puisque `select!` en veut une
// compilateur : E0308
// message : signature fixée : async fn compter_les_tics(periode: Duration, arret: oneshot::Receiver<()>) -> u32

async fn compter_les_tics(periode: Duration, arret: &mut oneshot::Receiver<()>) -> u32 {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut tics = 0;
    loop {
        tokio::select! {
            _ = &mut *arret => return tics,
            _ = horloge.tick() => tics += 1,
        }
    }
}
