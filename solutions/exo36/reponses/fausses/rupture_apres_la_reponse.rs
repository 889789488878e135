// faute   : un client qui rompt après son 200 n'est pas compté
// message : un 200 écrit compte, même si ce qui suit

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
    flux.write_all(reponse(statut).as_bytes()).await?;
    flux.shutdown().await?;
    if let Ok(vide) = timeout(
        limites.delai,
        tokio::io::copy(&mut flux, &mut tokio::io::sink()),
    )
    .await
    {
        vide?;
    }
    Ok(statut == "200 OK")
}
