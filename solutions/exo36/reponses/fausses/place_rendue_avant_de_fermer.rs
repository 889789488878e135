// faute   : rend la place une fois la réponse écrite, la connexion encore ouverte
// message : la place se rend une fois la connexion fermée
// test    : etape6::places::une_connexion_garde_sa_place_jusqu_a_sa_fermeture

async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> anyhow::Result<u64> {
    let n = limites
        .connexions_max
        .clamp(1, tokio::sync::Semaphore::MAX_PERMITS);
    let places = std::sync::Arc::new(tokio::sync::Semaphore::new(n));
    let mut arret = pin!(arret);
    let mut clients = JoinSet::new();
    let mut total = 0;
    async fn un(
        mut flux: TcpStream,
        limites: Limites,
        permis: tokio::sync::OwnedSemaphorePermit,
    ) -> io::Result<bool> {
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
        drop(permis);
        fermer(&mut flux, limites.delai).await;
        Ok(statut == "200 OK")
    }
    loop {
        let suivant = async {
            let permis = places.clone().acquire_owned().await.unwrap();
            (accepter(&ecoute).await, permis)
        };
        tokio::select! {
            () = &mut arret => break,
            Some(issue) = clients.join_next() => total += u64::from(matches!(issue, Ok(Ok(true)))),
            (flux, permis) = suivant => {
                clients.spawn(un(flux, limites.clone(), permis));
            }
        }
    }
    drop(ecoute);
    while let Some(issue) = clients.join_next().await {
        total += u64::from(matches!(issue, Ok(Ok(true))));
    }
    Ok(total)
}
