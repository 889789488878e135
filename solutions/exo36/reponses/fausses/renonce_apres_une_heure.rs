// faute   : plus aucun essai une fois une heure passée
// message : tant que l'opération échoue et qu'il reste des essais
// test    : etape4::chaque_pause_est_le_double_de_la_precedente

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let fin = tokio::time::Instant::now() + Duration::from_secs(3600);
    let mut pause = base.min(plafond);
    for _ in 1..essais {
        match operation().await {
            Ok(v) => return Ok(v),
            Err(e) => {
                if tokio::time::Instant::now() > fin {
                    return Err(e);
                }
                sleep(pause).await
            }
        }
        pause = pause.saturating_mul(2).min(plafond);
    }
    operation().await
}
