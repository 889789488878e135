// faute   : toute erreur reçoit 400
// message : à chaque erreur de l'étape 5 son statut
// test    : etape6::chaque_refus_a_son_statut

async fn traiter(mut flux: TcpStream, limites: Limites) -> io::Result<bool> {
    let statut = match lire_requete(&mut flux, &limites).await {
        Ok(requete) if requete.methode == "GET" => "200 OK",
        Ok(_) => "405 Method Not Allowed",
        Err(ErreurRequete::Invalide) => "400 Bad Request",
        Err(ErreurRequete::Delai) => "408 Request Timeout",
        Err(ErreurRequete::TropGrande) => "400 Bad Request",
        Err(ErreurRequete::Deconnexion) => return Ok(false),
        Err(ErreurRequete::Io(erreur)) => return Err(erreur),
    };
    flux.write_all(reponse(statut).as_bytes()).await?;
    fermer(&mut flux, limites.delai).await;
    Ok(statut == "200 OK")
}
