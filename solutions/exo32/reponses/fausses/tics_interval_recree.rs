// faute   : un `interval` recréé à chaque tour, dont le premier tic est immédiat
// message : un `interval` créé dans la boucle est prêt aussitôt, à chaque tour

async fn compter_les_tics(periode: Duration, mut arret: oneshot::Receiver<()>) -> u32 {
    let mut tics = 0;
    loop {
        let mut horloge = interval(periode);
        tokio::select! {
            _ = &mut arret => return tics,
            _ = horloge.tick() => tics += 1,
        }
    }
}
