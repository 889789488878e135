// faute   : ce qui suit est lu sans avoir annoncé la fin de la réponse
// message : n'a pas annoncé que sa réponse est finie
// test    : etape6::une_reponse_finit_des_qu_elle_est_ecrite

/// Étape 6 : vide la connexion avant de la fermer.
async fn fermer(flux: &mut TcpStream, delai: Duration) {
    let _ = timeout(delai, tokio::io::copy(flux, &mut tokio::io::sink())).await;
}
