// faute   : `join!` attend tout le monde, l'erreur n'est regardée qu'ensuite
// message : `join!` attend la fin de tous
// test    : etape2::de_deux_erreurs_la_premiere_est_rendue

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    let (a, b) = tokio::join!(a, b);
    Ok((a?, b?))
}
