// faute   : `join!` attend les deux coureurs
// message : `join!`, ou un `.await` de trop

use tokio::time::Instant;

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    let depart = Instant::now();
    let (t, l) = tokio::join!(
        async {
            tortue.await;
            depart.elapsed()
        },
        async {
            lievre.await;
            depart.elapsed()
        }
    );
    if t < l {
        Gagnant::Tortue
    } else {
        Gagnant::Lievre
    }
}
