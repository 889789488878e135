// faute   : ce qui suit est lu sans limite de temps
// message : garde sa place pour toujours
// test    : etape6::arret::un_client_qui_garde_sa_connexion_ouverte_ne_retient_pas_le_serveur

async fn fermer(flux: &mut TcpStream, _delai: Duration) {
    let _ = flux.shutdown().await;
    let _ = tokio::io::copy(flux, &mut tokio::io::sink()).await;
}
