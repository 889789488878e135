// faute   : `Instant::now() + pause` ne prend pas toute durée
// message : `sleep` prend toute durée

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut pause = base.min(plafond);
    for _ in 1..essais {
        if let Ok(valeur) = operation().await {
            return Ok(valeur);
        }
        tokio::time::sleep_until(tokio::time::Instant::now() + pause).await;
        pause = pause.saturating_mul(2).min(plafond);
    }
    operation().await
}
