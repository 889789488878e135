// faute   : chaque pause est tirée au hasard, pour étaler les reprises
// message : ni tirée au hasard

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut pause = base.min(plafond);
    let mut restants = essais.max(1);
    loop {
        restants -= 1;
        match operation().await {
            Err(_) if restants > 0 => sleep(au_hasard(pause)).await,
            issue => return issue,
        }
        pause = pause.saturating_mul(2).min(plafond);
    }
}

/// Étape 4 : de la moitié à la totalité de cette pause, pour que tous ne reviennent pas ensemble.
fn au_hasard(pause: Duration) -> Duration {
    let hasard = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), pause);
    pause / 2 + (pause / 2).mul_f64(hasard as f64 / u64::MAX as f64)
}
