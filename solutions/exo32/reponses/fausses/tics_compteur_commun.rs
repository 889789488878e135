// faute   : un compteur `static`, remis à zéro au début de chaque appel
// message : une variable commune à tous les appels
// test    : etape3::deux_compteurs_comptent_ensemble_et_longtemps

async fn compter_les_tics(periode: Duration, mut arret: oneshot::Receiver<()>) -> u32 {
    thread_local! {
        static TICS: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
    }
    TICS.set(0);
    let mut horloge = interval(periode);
    horloge.tick().await;
    loop {
        tokio::select! {
            _ = &mut arret => return TICS.get(),
            _ = horloge.tick() => TICS.set(TICS.get() + 1),
        }
    }
}
