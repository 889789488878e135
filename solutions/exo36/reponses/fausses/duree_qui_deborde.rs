// faute   : `pause * 2` : une durée qui déborde panique
// message : là où `saturating_mul` s'arrête au maximum
// test    : etape4::toute_duree_est_une_duree

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut pause = base.min(plafond);
    for _ in 1..essais {
        if let Ok(valeur) = operation().await {
            return Ok(valeur);
        }
        let suivante = (pause * 2).min(plafond);
        sleep(pause).await;
        pause = suivante;
    }
    operation().await
}
