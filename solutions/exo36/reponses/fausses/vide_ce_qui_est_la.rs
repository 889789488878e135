// faute   : seuls les octets déjà arrivés sont lus avant de fermer
// message : lis et jette ce qui arrive encore

async fn fermer(flux: &mut TcpStream, _delai: Duration) {
    let _ = flux.shutdown().await;
    let mut tampon = [0; 4096];
    while matches!(flux.try_read(&mut tampon), Ok(n) if n > 0) {}
}
