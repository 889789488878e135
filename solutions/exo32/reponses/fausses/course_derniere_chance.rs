// faute   : une fois le gagnant connu, le perdant est interrogé encore une fois
// message : il n'a pas droit à une dernière chance
// test    : etape1::le_perdant_n_est_plus_interroge

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    let (mut tortue, mut lievre) = (pin!(tortue), pin!(lievre));
    tokio::select! {
        _ = lievre.as_mut() => {
            let _ = timeout(Duration::ZERO, tortue).await;
            Gagnant::Lievre
        }
        _ = tortue.as_mut() => {
            let _ = timeout(Duration::ZERO, lievre).await;
            Gagnant::Tortue
        }
    }
}
