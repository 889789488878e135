// faute   : garde le premier waker reçu : si le future change de tâche, le réveil se perd
// message : c'est le waker qu'il vient de recevoir qui compte
// test    : etape3::seul_le_dernier_a_interroger_l_appel_est_reveille

async fn compter_les_tics(periode: Duration, mut arret: oneshot::Receiver<()>) -> u32 {
    let mut premier: Option<std::task::Waker> = None;
    let mut arret = std::future::poll_fn(move |cx| {
        let premier = premier.get_or_insert_with(|| cx.waker().clone());
        pin!(&mut arret).poll(&mut std::task::Context::from_waker(premier))
    });
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut tics = 0;
    loop {
        tokio::select! {
            _ = &mut arret => return tics,
            _ = horloge.tick() => tics += 1,
        }
    }
}
