// faute   : un `.await` après l'autre : le second ne part qu'à la fin du premier
// message : partent l'un après l'autre

use tokio::time::Instant;

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    let depart = Instant::now();
    tortue.await;
    let t = depart.elapsed();
    lievre.await;
    let l = depart.elapsed() - t;
    if t < l {
        Gagnant::Tortue
    } else {
        Gagnant::Lievre
    }
}
