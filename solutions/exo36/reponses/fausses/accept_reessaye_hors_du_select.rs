// faute   : après un `accept` manqué, réessaie hors du `select!`
// message : n'a pas regardé `arret` depuis qu'il l'est

async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> anyhow::Result<u64> {
    let places = limites.connexions_max.max(1);
    let mut arret = pin!(arret);
    let mut clients = JoinSet::new();
    let mut total = 0;
    loop {
        tokio::select! {
            () = &mut arret => break,
            Some(issue) = clients.join_next() => total += u64::from(matches!(issue, Ok(Ok(true)))),
            accueil = ecoute.accept(), if clients.len() < places => {
                let flux = match accueil {
                    Ok((flux, _)) => flux,
                    Err(_) => loop {
                        sleep(Duration::from_millis(20)).await;
                        if let Ok((flux, _)) = ecoute.accept().await {
                            break flux;
                        }
                    },
                };
                clients.spawn(traiter(flux, limites.clone()));
            }
        }
    }
    drop(ecoute);
    while let Some(issue) = clients.join_next().await {
        total += u64::from(matches!(issue, Ok(Ok(true))));
    }
    Ok(total)
}
