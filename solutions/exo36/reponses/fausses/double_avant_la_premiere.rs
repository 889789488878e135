// faute   : la pause est doublée avant la première
// message : ni doublée d'abord

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
        pause = pause.saturating_mul(2).min(plafond);
        sleep(pause).await;
    }
    operation().await
}
