// faute   : l'erreur est gardée par une copie
// compilateur : E0277
// message : `E: Clone`

async fn reessayer<T, E: Clone>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut pause = base.min(plafond);
    let mut erreurs: Vec<E> = Vec::new();
    for n in 0..essais.max(1) {
        if n > 0 {
            sleep(pause).await;
            pause = pause.saturating_mul(2).min(plafond);
        }
        match operation().await {
            Ok(valeur) => return Ok(valeur),
            Err(erreur) => erreurs.push(erreur),
        }
    }
    Err(erreurs.last().cloned().unwrap())
}
