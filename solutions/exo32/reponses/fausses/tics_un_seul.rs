// faute   : une seule période est comptée
// message : un tic par période entière

use tokio::time::sleep;

async fn compter_les_tics(periode: Duration, mut arret: oneshot::Receiver<()>) -> u32 {
    tokio::select! { _ = &mut arret => 0, () = sleep(periode) => { let _ = arret.await; 1 } }
}
