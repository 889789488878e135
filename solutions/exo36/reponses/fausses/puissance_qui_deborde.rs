// faute   : `2u32.pow(n)` : au trente-troisième essai, elle déborde
// message : aucun nombre d'essais, aucune durée ne fait paniquer
// test    : etape4::aucun_nombre_d_essais_ne_fait_paniquer

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    for n in 1..essais {
        if let Ok(valeur) = operation().await {
            return Ok(valeur);
        }
        sleep((base * 2u32.pow(n - 1)).min(plafond)).await;
    }
    operation().await
}
