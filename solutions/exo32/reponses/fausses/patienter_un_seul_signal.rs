// faute   : un seul signal, puis l'attente du travail
// message : un signal par période

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let mut travail = pin!(travail);
    match timeout(periode, &mut travail).await {
        Ok(valeur) => valeur,
        Err(_) => {
            signaler(1);
            travail.await
        }
    }
}
