// faute   : `&mut travail` sans épingler `travail`
// compilateur : E0277
// message : is not a future
// message : cannot be unpinned

async fn patienter<T>(
    mut travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let mut numero = 0;
    loop {
        match timeout(periode, &mut travail).await {
            Ok(valeur) => return valeur,
            Err(_) => {
                numero += 1;
                signaler(numero);
            }
        }
    }
}
