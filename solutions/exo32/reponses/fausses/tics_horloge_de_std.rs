// faute   : le temps est mesuré par `std::time::Instant`
// message : l'horloge de `std` ne suit pas celle de Tokio

async fn compter_les_tics(periode: Duration, arret: oneshot::Receiver<()>) -> u32 {
    let depart = std::time::Instant::now();
    let _ = arret.await;
    (depart.elapsed().as_nanos() / periode.as_nanos()) as u32
}
