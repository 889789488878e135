// faute   : le travail, déjà fini, est attendu une seconde fois
// message : resumed after completion
// message : une fois prêt, il ne doit plus revenir

use tokio::time::sleep;

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let mut travail = pin!(travail);
    let mut numero = 0;
    while tokio::select! { _ = &mut travail => false, () = sleep(periode) => true } {
        numero += 1;
        signaler(numero);
    }
    travail.await
}
