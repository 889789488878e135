// faute   : le facteur est un décalage : au trente-troisième essai, il recommence à 1
// message : une pause n'est jamais plus courte que la précédente
// test    : etape4::aucun_nombre_d_essais_ne_fait_paniquer

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    for n in 1..essais {
        match operation().await {
            Ok(v) => return Ok(v),
            Err(_) => sleep(base.saturating_mul(1u32.wrapping_shl(n - 1)).min(plafond)).await,
        }
    }
    operation().await
}
