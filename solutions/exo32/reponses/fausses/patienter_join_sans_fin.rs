// faute   : `join!` attend aussi la boucle des signaux, qui n'a pas de fin
// message : une boucle sans fin

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let signaux = async {
        let mut numero = 0;
        loop {
            tokio::time::sleep(periode).await;
            numero += 1;
            signaler(numero);
        }
    };
    let (valeur, ()) = tokio::join!(travail, signaux);
    valeur
}
