// faute   : un minuteur préparé avant l'essai : sa durée est prise sur la pause
// message : la pause commence une fois l'essai manqué

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut pause = base.min(plafond);
    for _ in 1..essais {
        let minuteur = sleep(pause);
        if let Ok(valeur) = operation().await {
            return Ok(valeur);
        }
        minuteur.await;
        pause = pause.saturating_mul(2).min(plafond);
    }
    operation().await
}
