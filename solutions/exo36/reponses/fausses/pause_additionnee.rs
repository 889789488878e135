// faute   : `base` de plus à chaque pause, au lieu du double
// message : ni `base` de plus à chaque fois

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
        sleep(pause.min(plafond)).await;
        pause = pause.saturating_add(base);
    }
    operation().await
}
