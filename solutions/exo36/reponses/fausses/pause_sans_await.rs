// faute   : oublie d'attendre la pause
// message : un `sleep` sans `.await` ne fait rien

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut p = base.min(plafond);
    for _ in 1..essais {
        if let Ok(v) = operation().await {
            return Ok(v);
        }
        let _ = sleep(p);
        p = p.saturating_mul(2).min(plafond);
    }
    operation().await
}
