// faute   : un dernier signal quand le travail finit
// message : plus jamais après
// test    : etape4::un_travail_plus_court_que_la_periode_ne_donne_aucun_signal

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let mut travail = pin!(travail);
    let mut numero = 0;
    let mut horloge = interval(periode);
    horloge.tick().await;
    loop {
        tokio::select! { valeur = &mut travail => { signaler(numero + 1); return valeur; } _ = horloge.tick() => { numero += 1; signaler(numero); } }
    }
}
