// faute   : une pause après le dernier essai aussi
// message : après le dernier, ou après un succès, il n'y en a pas
// test    : etape4::le_dernier_essai_rend_son_erreur_sans_pause

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut pause = base.min(plafond);
    let mut issue = operation().await;
    for _ in 1..essais.max(1) {
        if issue.is_ok() {
            return issue;
        }
        sleep(pause).await;
        pause = pause.saturating_mul(2).min(plafond);
        issue = operation().await;
    }
    if issue.is_err() {
        sleep(pause).await;
    }
    issue
}
