// faute   : la pause reste la même
// message : chaque pause est le double de la précédente
// test    : etape4::chaque_pause_est_le_double_de_la_precedente

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    for _ in 1..essais {
        if let Ok(valeur) = operation().await {
            return Ok(valeur);
        }
        sleep(base.min(plafond)).await;
    }
    operation().await
}
