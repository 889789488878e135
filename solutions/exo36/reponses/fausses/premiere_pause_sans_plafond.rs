// faute   : le plafond ne borne que les pauses doublées, pas la première
// message : pas même la première

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut pause = base;
    for _ in 1..essais {
        if let Ok(valeur) = operation().await {
            return Ok(valeur);
        }
        sleep(pause).await;
        pause = pause.saturating_mul(2).min(plafond);
    }
    operation().await
}
