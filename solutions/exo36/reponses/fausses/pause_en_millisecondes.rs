// faute   : des durées coupées à la milliseconde
// message : convertie (`as_millis`, `as_secs`), elle perd ce qui dépasse

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let plafond = plafond.as_millis() as u64;
    let mut pause = (base.as_millis() as u64).min(plafond);
    for _ in 1..essais {
        if let Ok(valeur) = operation().await {
            return Ok(valeur);
        }
        sleep(Duration::from_millis(pause)).await;
        pause = pause.saturating_mul(2).min(plafond);
    }
    operation().await
}
