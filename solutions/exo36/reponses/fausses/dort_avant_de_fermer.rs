// faute   : une pause avant de fermer, sans lire ce qui arrive
// message : la réinitialise

async fn fermer(flux: &mut TcpStream, _delai: Duration) {
    let _ = flux.shutdown().await;
    sleep(Duration::from_millis(200)).await;
}
