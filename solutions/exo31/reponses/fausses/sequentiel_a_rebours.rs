// faute   : `b.await?` puis `a.await?`
// message : l'autre future a d'abord été attendu jusqu'au bout

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    let b = b.await?;
    let a = a.await?;
    Ok((a, b))
}
