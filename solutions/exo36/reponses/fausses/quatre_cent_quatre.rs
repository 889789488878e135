// faute   : 404 pour tout autre chemin que la racine
// message : un GET correct reçoit 200, quel que soit son chemin
// test    : etape6::un_get_correct_recoit_un_200_bien_forme

/// Étape 6 : un client, de sa requête à la fermeture.
async fn traiter(mut flux: TcpStream, limites: Limites) -> io::Result<bool> {
    let statut = match lire_requete_juste(&mut flux, &limites).await {
        Ok(requete) if requete.methode != "GET" => "405 Method Not Allowed",
        Ok(requete) if requete.chemin != "/" => "404 Not Found",
        Ok(_) => "200 OK",
        Err(ErreurRequete::Invalide) => "400 Bad Request",
        Err(ErreurRequete::Delai) => "408 Request Timeout",
        Err(ErreurRequete::TropGrande) => "431 Request Header Fields Too Large",
        Err(ErreurRequete::Deconnexion) => return Ok(false),
        Err(ErreurRequete::Io(erreur)) => return Err(erreur),
    };
    flux.write_all(reponse(statut).as_bytes()).await?;
    fermer(&mut flux, limites.delai).await;
    Ok(statut == "200 OK")
}
