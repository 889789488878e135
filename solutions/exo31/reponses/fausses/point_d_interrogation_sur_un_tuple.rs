// faute   : `?` sur le couple de résultats que rend `join!`
// compilateur : E0277
// message : the `?` operator can only be applied to values that implement `Try`

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    let (a, b) = tokio::join!(a, b)?;
    Ok((a, b))
}
