// faute   : appeler un `FnMut` demande que `signaler` soit `mut`
// compilateur : E0596
// message : cannot borrow `signaler` as mutable

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    signaler: impl FnMut(u32),
) -> T {
    let mut travail = pin!(travail);
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
