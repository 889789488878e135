// faute   : une fois le gagnant connu, le perdant est attendu aussi
// message : le perdant ne doit plus être attendu

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    let (mut tortue, mut lievre) = (pin!(tortue), pin!(lievre));
    tokio::select! { () = &mut tortue => { lievre.await; Gagnant::Tortue } () = &mut lievre => { tortue.await; Gagnant::Lievre } }
}
