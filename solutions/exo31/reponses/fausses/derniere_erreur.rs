// faute   : attend la fin des deux et rend la dernière erreur
// message : la première erreur, à sa date

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    let (mut a, mut b) = (std::pin::pin!(a), std::pin::pin!(b));
    tokio::select! {
        premier = &mut a => {
            let second = b.await?;
            Ok((premier?, second))
        }
        premier = &mut b => {
            let second = a.await?;
            Ok((second, premier?))
        }
    }
}
