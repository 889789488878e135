// faute   : le premier tic d'un `interval` est immédiat
// message : le premier vient tout de suite

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let mut travail = pin!(travail);
    let mut numero = 0;
    let mut horloge = interval(periode);
    loop {
        tokio::select! { valeur = &mut travail => return valeur, _ = horloge.tick() => { numero += 1; signaler(numero); } }
    }
}
