// faute   : la suite du flux est lue jusqu'au bout avant de répondre
// message : elle n'arrive qu'une fois qu'il a fermé son côté
// test    : etape6::une_reponse_n_attend_pas_que_le_client_ferme_son_cote

async fn traiter(mut flux: TcpStream, limites: Limites) -> io::Result<bool> {
    let statut = match lire_requete(&mut flux, &limites).await {
        Ok(requete) if requete.methode == "GET" => "200 OK",
        Ok(_) => "405 Method Not Allowed",
        Err(ErreurRequete::Invalide) => "400 Bad Request",
        Err(ErreurRequete::Delai) => "408 Request Timeout",
        Err(ErreurRequete::TropGrande) => "431 Request Header Fields Too Large",
        Err(ErreurRequete::Deconnexion) => return Ok(false),
        Err(ErreurRequete::Io(erreur)) => return Err(erreur),
    };
    tokio::io::copy(&mut flux, &mut tokio::io::sink()).await?;
    flux.write_all(reponse(statut).as_bytes()).await?;
    fermer(&mut flux, limites.delai).await;
    Ok(statut == "200 OK")
}
