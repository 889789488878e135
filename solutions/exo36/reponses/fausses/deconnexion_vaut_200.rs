// faute   : un client parti avant la fin de sa requête reçoit 200, et compte
// message : jamais de 200
// test    : etape6::une_requete_incomplete_ne_vaut_jamais_un_200

async fn traiter(mut flux: TcpStream, limites: Limites) -> io::Result<bool> {
    let statut = match lire_requete(&mut flux, &limites).await {
        Ok(requete) if requete.methode == "GET" => "200 OK",
        Ok(_) => "405 Method Not Allowed",
        Err(ErreurRequete::Invalide) => "400 Bad Request",
        Err(ErreurRequete::Delai) => "408 Request Timeout",
        Err(ErreurRequete::TropGrande) => "431 Request Header Fields Too Large",
        Err(ErreurRequete::Deconnexion) => "200 OK",
        Err(ErreurRequete::Io(erreur)) => return Err(erreur),
    };
    flux.write_all(reponse(statut).as_bytes()).await?;
    fermer(&mut flux, limites.delai).await;
    Ok(statut == "200 OK")
}
