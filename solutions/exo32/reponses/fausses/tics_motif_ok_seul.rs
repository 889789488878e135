// faute   : le motif `Ok(())` laisse passer la perte de l'émetteur
// message : une branche au motif `Ok(…)`

async fn compter_les_tics(periode: Duration, mut arret: oneshot::Receiver<()>) -> u32 {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut tics = 0;
    loop {
        tokio::select! { Ok(()) = &mut arret => return tics, _ = horloge.tick() => tics += 1, }
    }
}
