// faute   : `a.await?` puis `b.await?`
// message : `a.await?` ne s'occupe que de `a`
// test    : etape2::chacun_peut_attendre_un_message_de_l_autre

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    Ok((a.await?, b.await?))
}
