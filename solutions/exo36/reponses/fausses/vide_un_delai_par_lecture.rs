// faute   : ce qui suit est lu avec un délai par lecture
// message : sous une seule échéance
// test    : etape6::arret::un_client_refuse_qui_n_en_finit_pas_est_quitte

async fn fermer(flux: &mut TcpStream, delai: Duration) {
    let _ = flux.shutdown().await;
    let mut tampon = [0; 4096];
    while matches!(timeout(delai, flux.read(&mut tampon)).await, Ok(Ok(n)) if n > 0) {}
}
