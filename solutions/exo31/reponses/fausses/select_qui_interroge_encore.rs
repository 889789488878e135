// faute   : boucle de `select!` qui interroge encore un future déjà fini
// message : un future terminé n'est plus interrogé
// test    : etape2::deux_succes_durent_le_temps_du_plus_long
// test    : etape2::une_erreur_qui_suit_un_succes_est_rendue

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    let (mut a, mut b) = (std::pin::pin!(a), std::pin::pin!(b));
    let (mut va, mut vb) = (None, None);
    loop {
        tokio::select! {
            issue = &mut a => va = Some(issue?),
            issue = &mut b => vb = Some(issue?),
        }
        match (va.take(), vb.take()) {
            (Some(a), Some(b)) => return Ok((a, b)),
            reste => (va, vb) = reste,
        }
    }
}
