// faute   : la connexion est fermée avec des octets non lus
// message : la réinitialise
// test    : etape6::un_client_refuse_qui_envoie_encore_lit_sa_reponse

async fn fermer(flux: &mut TcpStream, delai: Duration) {
    let _ = timeout(delai, flux.shutdown()).await;
}
