// faute   : le dernier essai est oublié
// message : il faut l'essayer encore

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut pause = base.min(plafond);
    let mut n = 1;
    loop {
        match operation().await {
            Err(erreur) if n + 1 >= essais => return Err(erreur),
            Err(_) => sleep(pause).await,
            issue => return issue,
        }
        n += 1;
        pause = pause.saturating_mul(2).min(plafond);
    }
}
