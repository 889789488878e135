// faute   : `std::thread::sleep` entre deux essais
// message : Tokio a son propre minuteur

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
        std::thread::sleep(pause);
        pause = pause.saturating_mul(2).min(plafond);
    }
    operation().await
}
