// faute   : n'essaie jamais plus de mille fois
// message : 1200 essais

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut p = base.min(plafond);
    for _ in 1..essais.min(1000) {
        if let Ok(v) = operation().await {
            return Ok(v);
        }
        sleep(p).await;
        p = p.saturating_mul(2).min(plafond);
    }
    operation().await
}
