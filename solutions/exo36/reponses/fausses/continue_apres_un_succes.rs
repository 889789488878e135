// faute   : tous les essais sont faits, même après un succès
// message : le premier succès met fin à l'appel
// test    : etape4::le_premier_succes_met_fin_aux_essais

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut pause = base.min(plafond);
    let mut issue = operation().await;
    for _ in 1..essais.min(1000) {
        sleep(pause).await;
        pause = pause.saturating_mul(2).min(plafond);
        let suivante = operation().await;
        if issue.is_err() {
            issue = suivante;
        }
    }
    issue
}
