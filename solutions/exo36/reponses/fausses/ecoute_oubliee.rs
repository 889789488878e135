// faute   : l'écoute continue dans une tâche après la fin
// message : toutes ses tâches sont finies

async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> anyhow::Result<u64> {
    let places = limites.connexions_max.max(1);
    let (donner, mut recevoir) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        loop {
            let place = donner.clone().reserve_owned().await;
            let flux = accepter(&ecoute).await;
            let Ok(place) = place else { continue };
            place.send(flux);
        }
    });
    let mut arret = pin!(arret);
    let mut clients = JoinSet::new();
    let mut total = 0;
    loop {
        tokio::select! {
            () = &mut arret => break,
            Some(issue) = clients.join_next() => total += u64::from(matches!(issue, Ok(Ok(true)))),
            Some(flux) = recevoir.recv(), if clients.len() < places => {
                clients.spawn(traiter(flux, limites.clone()));
            }
        }
    }
    while let Some(issue) = clients.join_next().await {
        total += u64::from(matches!(issue, Ok(Ok(true))));
    }
    Ok(total)
}
