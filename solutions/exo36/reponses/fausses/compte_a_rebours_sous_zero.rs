// faute   : `essais - 1` : 0 essai déborde
// message : aucun nombre d'essais, aucune durée ne fait paniquer

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut pause = base.min(plafond);
    for _ in 0..essais - 1 {
        if let Ok(valeur) = operation().await {
            return Ok(valeur);
        }
        sleep(pause).await;
        pause = pause.saturating_mul(2).min(plafond);
    }
    operation().await
}
