// faute   : la connexion est gardée, et une seconde requête y reçoit une réponse
// message : une seule requête par connexion
// test    : etape6::une_connexion_ne_sert_qu_une_requete

/// Étape 6 : un client, de sa requête à la fermeture.
async fn traiter(mut flux: TcpStream, limites: Limites) -> io::Result<bool> {
    let mut servie = false;
    loop {
        let statut = match lire_requete_juste(&mut flux, &limites).await {
            Ok(requete) if requete.methode == "GET" => "200 OK",
            Ok(_) => "405 Method Not Allowed",
            Err(ErreurRequete::Invalide) => "400 Bad Request",
            Err(ErreurRequete::Delai) => "408 Request Timeout",
            Err(ErreurRequete::TropGrande) => "431 Request Header Fields Too Large",
            Err(_) => return Ok(servie),
        };
        flux.write_all(reponse(statut).as_bytes()).await?;
        if statut != "200 OK" {
            fermer(&mut flux, limites.delai).await;
            return Ok(servie);
        }
        servie = true;
    }
}
