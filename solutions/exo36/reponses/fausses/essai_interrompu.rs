// faute   : un essai plus long que la pause est interrompu
// message : un essai a commencé, et n'est pas allé au bout
// test    : etape4::deux_appels_a_la_fois_ont_chacun_leurs_essais_et_leurs_pauses

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut pause = base.min(plafond);
    for _ in 1..essais {
        if let Ok(Ok(v)) =
            tokio::time::timeout(pause.max(Duration::from_millis(1)), operation()).await
        {
            return Ok(v);
        }
        sleep(pause).await;
        pause = pause.saturating_mul(2).min(plafond);
    }
    operation().await
}
