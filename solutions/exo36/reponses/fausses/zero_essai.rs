// faute   : 0 essai : rien à rendre, donc une panique
// message : 0 compte pour 1
// test    : etape4::zero_essai_compte_pour_un

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut pause = base.min(plafond);
    let mut derniere = None;
    for n in 0..essais {
        match operation().await {
            Ok(valeur) => return Ok(valeur),
            Err(erreur) => derniere = Some(erreur),
        }
        if n + 1 < essais {
            sleep(pause).await;
        }
        pause = pause.saturating_mul(2).min(plafond);
    }
    Err(derniere.unwrap())
}
