// faute   : c'est le tic qui arrête le compteur
// message : que seul l'arrêt termine

async fn compter_les_tics(periode: Duration, mut arret: oneshot::Receiver<()>) -> u32 {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut tics = 0;
    loop {
        tokio::select! { _ = &mut arret => tics += 1, _ = horloge.tick() => return tics, }
    }
}
