// faute   : un `accept` qui échoue est relancé aussitôt
// message : à plein processeur

async fn accepter(ecoute: &TcpListener) -> TcpStream {
    loop {
        match ecoute.accept().await {
            Ok((flux, _)) => return flux,
            Err(_) => continue,
        }
    }
}
