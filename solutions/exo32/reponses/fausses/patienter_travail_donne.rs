// faute   : le travail est donné au premier tour de boucle
// compilateur : E0382
// message : use of moved value

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let mut horloge = interval(periode);
    let mut numero = 0;
    loop {
        tokio::select! { valeur = travail => return valeur, _ = horloge.tick() => { numero += 1; signaler(numero); } }
    }
}
