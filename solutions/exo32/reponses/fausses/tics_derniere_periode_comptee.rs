// faute   : la dernière période, inachevée, est comptée
// message : la dernière, inachevée, ne compte pas

use tokio::time::Instant;

async fn compter_les_tics(periode: Duration, arret: oneshot::Receiver<()>) -> u32 {
    let depart = Instant::now();
    let _ = arret.await;
    depart.elapsed().as_millis().div_ceil(periode.as_millis()) as u32
}
