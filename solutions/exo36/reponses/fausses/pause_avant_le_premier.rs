// faute   : une pause avant chaque essai, le premier compris
// message : pas avant le premier essai

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut pause = base.min(plafond);
    for _ in 1..essais {
        sleep(pause).await;
        pause = pause.saturating_mul(2).min(plafond);
        if let Ok(valeur) = operation().await {
            return Ok(valeur);
        }
    }
    sleep(pause).await;
    operation().await
}
