// faute   : le tic immédiat est retiré à la fin, même s'il n'a pas eu lieu
// message : l'arrêt peut venir avant le premier tic

async fn compter_les_tics(periode: Duration, mut arret: oneshot::Receiver<()>) -> u32 {
    let mut horloge = interval(periode);
    let mut tics = 0;
    loop {
        tokio::select! { _ = &mut arret => return tics - 1, _ = horloge.tick() => tics += 1, }
    }
}
