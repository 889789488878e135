// faute   : la perte de l'émetteur n'arrête rien
// message : la perte de l'émetteur arrête aussi le compteur

async fn compter_les_tics(periode: Duration, mut arret: oneshot::Receiver<()>) -> u32 {
    let mut arret = pin!(async {
        if arret.await.is_err() {
            std::future::pending().await
        }
    });
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut tics = 0;
    loop {
        tokio::select! { () = &mut arret => return tics, _ = horloge.tick() => tics += 1, }
    }
}
