// faute   : l'arrêt n'est regardé qu'après chaque tic
// message : pas entre deux tics
// test    : etape3::deux_compteurs_comptent_ensemble_et_longtemps

async fn compter_les_tics(periode: Duration, mut arret: oneshot::Receiver<()>) -> u32 {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut tics = 0;
    while let Err(oneshot::error::TryRecvError::Empty) = arret.try_recv() {
        horloge.tick().await;
        tics += 1;
    }
    tics
}
