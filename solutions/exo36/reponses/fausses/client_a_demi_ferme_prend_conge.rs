// faute   : un client qui a fini d'écrire passe pour parti
// message : ce que fait le client ensuite n'y change rien
// test    : etape6::un_client_qui_a_fini_d_ecrire_recoit_sa_reponse

/// Étape 6 : un client, de sa requête à la fermeture.
async fn traiter(mut flux: TcpStream, limites: Limites) -> io::Result<bool> {
    let statut = match lire_requete_juste(&mut flux, &limites).await {
        Ok(requete) if requete.methode == "GET" => "200 OK",
        Ok(_) => "405 Method Not Allowed",
        Err(ErreurRequete::Invalide) => "400 Bad Request",
        Err(ErreurRequete::Delai) => "408 Request Timeout",
        Err(ErreurRequete::TropGrande) => "431 Request Header Fields Too Large",
        Err(ErreurRequete::Deconnexion) => return Ok(false),
        Err(ErreurRequete::Io(erreur)) => return Err(erreur),
    };
    let suite = timeout(Duration::from_millis(20), flux.peek(&mut [0])).await;
    if matches!(suite, Ok(Ok(0))) {
        return Ok(false);
    }
    flux.write_all(reponse(statut).as_bytes()).await?;
    fermer(&mut flux, limites.delai).await;
    Ok(statut == "200 OK")
}
