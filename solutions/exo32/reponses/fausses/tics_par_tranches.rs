// faute   : regarde l'heure toutes les millisecondes
// message : à intervalle régulier

use tokio::time::Instant;

async fn compter_les_tics(periode: Duration, mut arret: oneshot::Receiver<()>) -> u32 {
    let depart = Instant::now();
    while timeout(Duration::from_millis(1), &mut arret).await.is_err() {}
    (depart.elapsed().as_nanos() / periode.as_nanos()) as u32
}
