// faute   : le serveur renonce au quatrième `accept` manqué
// message : autant de fois qu'il y en a
// test    : etape6::penurie::un_accept_qui_echoue_n_arrete_pas_le_serveur

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
            flux = accepter(&ecoute), if clients.len() < places => {
                clients.spawn(traiter(flux?, limites.clone()));
            }
        }
    }
    drop(ecoute);
    while let Some(issue) = clients.join_next().await {
        total += u64::from(matches!(issue, Ok(Ok(true))));
    }
    Ok(total)
}

async fn accepter(ecoute: &TcpListener) -> io::Result<TcpStream> {
    let mut echecs = 0;
    loop {
        match ecoute.accept().await {
            Ok((flux, _)) => return Ok(flux),
            Err(erreur) if echecs == 3 => return Err(erreur),
            Err(_) => sleep(Duration::from_millis(30)).await,
        }
        echecs += 1;
    }
}
