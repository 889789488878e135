// faute   : un 200 déjà écrit n'est plus compté si la fermeture dépasse son échéance
// message : un 200 écrit compte, même si ce qui suit
// test    : etape6::arret::un_client_qui_garde_sa_connexion_ouverte_ne_retient_pas_le_serveur

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
    let mut reste = [0; 1024];
    timeout(limites.delai, async {
        while flux.read(&mut reste).await? > 0 {}
        io::Result::Ok(())
    })
    .await??;
    Ok(statut == "200 OK")
}
