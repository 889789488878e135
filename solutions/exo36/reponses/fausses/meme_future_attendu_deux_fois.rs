// faute   : un seul future, attendu à chaque essai
// message : celui-ci a fini : c'est `operation` qu'on rappelle

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut pause = base.min(plafond);
    let mut essai = pin!(operation());
    for _ in 1..essais {
        if let Ok(valeur) = essai.as_mut().await {
            return Ok(valeur);
        }
        sleep(pause).await;
        pause = pause.saturating_mul(2).min(plafond);
    }
    essai.await
}
