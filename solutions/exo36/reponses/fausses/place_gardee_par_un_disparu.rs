// faute   : une place n'est rendue que si tout s'est bien passé
// message : elle se rend aussi quand il échoue

async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> anyhow::Result<u64> {
    let places = std::sync::Arc::new(tokio::sync::Semaphore::new(limites.connexions_max.max(1)));
    let mut arret = pin!(arret);
    let mut clients = JoinSet::new();
    loop {
        let place = std::sync::Arc::clone(&places);
        let prochain = async {
            let place = place.acquire_owned().await.expect("jamais fermé");
            (place, accepter(&ecoute).await)
        };
        tokio::select! {
            () = &mut arret => break,
            (place, flux) = prochain => {
                let service = traiter(flux, limites.clone());
                clients.spawn(async move {
                    let issue = service.await;
                    match issue {
                        Ok(true) => drop(place),
                        _ => place.forget(),
                    }
                    issue
                });
            }
        }
    }
    drop(ecoute);
    let issues = clients.join_all().await;
    Ok(issues
        .iter()
        .filter(|issue| matches!(issue, Ok(true)))
        .count() as u64)
}
