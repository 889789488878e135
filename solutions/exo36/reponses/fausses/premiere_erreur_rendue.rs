// faute   : la première erreur est rendue, pas la dernière
// message : c'est la dernière erreur qui est rendue

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut pause = base.min(plafond);
    let mut premiere = None;
    for n in 0..essais.max(1) {
        if n > 0 {
            sleep(pause).await;
            pause = pause.saturating_mul(2).min(plafond);
        }
        match operation().await {
            Ok(valeur) => return Ok(valeur),
            Err(erreur) => premiere = premiere.or(Some(erreur)),
        }
    }
    Err(premiere.expect("un essai au moins"))
}
